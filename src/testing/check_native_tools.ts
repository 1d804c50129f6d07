import { checkFunction, maxDeclarations } from "./check_tools.ts";
import { checkSchema } from "./check_schema.ts";
import { isBeforeGemini3 } from "./check_settings.ts";
import { refuse } from "./google_error.ts";
import { listOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { checkJsonSchema } from "./json_schema.ts";
import { nativeFields, readFields, readList, readOptional } from "./native_fields.ts";

const modes = ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"];

/** Reads `tools` and `toolConfig`. @returns The declared functions and how they are called, in camelCase. */
export function checkNativeTools(
  request: JsonObject,
  model: string,
): { readonly functions: JsonObject[]; readonly calling: JsonObject } {
  const functions = readList(request.tools, "tools", nativeFields.tool).flatMap(
    (tool, position) => {
      const path = `tools[${position}].function_declarations`;
      const declared = readList(tool.functionDeclarations, path, nativeFields.declaration);
      return declared.map((declaration, place) =>
        checkDeclaration(declaration, `${path}[${place}]`)
      );
    },
  );
  const names = functions.map(({ name }) => name);
  if (names.length > maxDeclarations) {
    refuse(
      400,
      `Unable to submit request because it has ${names.length} function declarations: at most ` +
        `${maxDeclarations} are supported.`,
    );
  }
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    refuse(
      400,
      `Unable to submit request because of a duplicate function declaration found: ${twice}.`,
    );
  }
  return { functions, calling: checkCalling(request.toolConfig, names, model) };
}

function checkDeclaration(declaration: JsonObject, path: string): JsonObject {
  const { parameters, parametersJsonSchema, response, responseJsonSchema } = declaration;
  checkFunction(declaration, path);
  if (parameters !== undefined && parametersJsonSchema !== undefined) {
    refuse(400, `Invalid value at '${path}': only one of parameters and parameters_json_schema.`);
  }
  if (response !== undefined && responseJsonSchema !== undefined) {
    refuse(400, `Invalid value at '${path}': only one of response and response_json_schema.`);
  }
  if (parametersJsonSchema !== undefined) {
    checkJsonSchema(parametersJsonSchema, `${path}.parameters_json_schema`);
  }
  if (response !== undefined) checkSchema(response, `${path}.response`);
  if (responseJsonSchema !== undefined) {
    checkJsonSchema(responseJsonSchema, `${path}.response_json_schema`);
  }
  return declaration;
}

function checkCalling(value: unknown, names: readonly unknown[], model: string): JsonObject {
  const toolConfig = readOptional(value, "tool_config", nativeFields.toolConfig) ?? {};
  const path = "tool_config.function_calling_config";
  const config = readFields(toolConfig.functionCallingConfig ?? {}, path, nativeFields.calling);
  const { mode = "AUTO", allowedFunctionNames: allowed } = config;
  if (typeof mode !== "string" || !modes.includes(mode)) {
    refuse(400, `Invalid value at '${path}.mode' (Mode), ${JSON.stringify(mode)}`);
  }
  if (mode === "ANY" && names.length === 0) {
    refuse(
      400,
      "Unable to submit request because function calling mode ANY needs function declarations.",
    );
  }
  if (allowed !== undefined && !Array.isArray(allowed)) {
    refuse(400, `Invalid value at '${path}.allowed_function_names': expected a list.`);
  }
  if (listOf(allowed).length > 0 && mode !== "ANY" && mode !== "VALIDATED") {
    refuse(
      400,
      "Unable to submit request because allowed_function_names is set and the function calling mode is not ANY.",
    );
  }
  const unknown = listOf(allowed).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    refuse(400, `Invalid value at '${path}.allowed_function_names': ${unknown} is not declared.`);
  }
  if (config.streamFunctionCallArguments === true && isBeforeGemini3(model)) {
    refuse(400, "Streaming function call arguments is not supported for this model.");
  }
  return { ...config, mode };
}
