import { checkSchema } from "./check_schema.ts";
import { refuse } from "./google_error.ts";
import { isObject, listOf, objectOf, stringOf } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** What Google accepts as a function's name. */
export const functionName = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const parameterName = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** How many functions a request may declare. */
export const maxDeclarations = 128;
const toolChoices = ["none", "auto", "required", "validated"];

/** Checks `tools`, the deprecated `functions`, and `tool_choice`. */
export function checkTools(body: JsonObject): void {
  const names = [...checkDeclarations(body.tools), ...checkFunctions(body.functions)];
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
  checkToolChoice(body.tool_choice, names);
}

function checkDeclarations(tools: unknown): string[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) return refuse(400, "Invalid value at 'tools': expected a list.");
  return tools.map((tool: unknown, position) => {
    if (!isObject(tool) || tool.type !== "function") {
      return refuse(
        400,
        `Invalid value at 'tools[${position}].type': only "function" is supported.`,
      );
    }
    return checkFunction(tool.function, `tools[${position}].function`);
  });
}

function checkFunctions(functions: unknown): string[] {
  return listOf(functions).map((item, position) => checkFunction(item, `functions[${position}]`));
}

/** Checks one declaration. @returns Its name. */
export function checkFunction(declared: unknown, path: string): string {
  const { name, description, parameters } = objectOf(declared);
  if (typeof name !== "string" || !functionName.test(name)) {
    return refuse(
      400,
      `Invalid function name at '${path}.name'. Must start with a letter or an underscore. Must be ` +
        "alphameric (a-z, A-Z, 0-9), underscores (_), dots (.) or dashes (-), with a maximum length of 64.",
    );
  }
  if (description !== undefined && description !== null && typeof description !== "string") {
    refuse(400, `Invalid value at '${path}.description' (TYPE_STRING)`);
  }
  if (parameters === undefined || parameters === null) return name;
  checkSchema(parameters, `${path}.parameters`);
  const schema = objectOf(parameters);
  if ((stringOf(schema.type) ?? "object").toLowerCase() !== "object") {
    refuse(400, `Unable to submit request because ${path}.parameters.type must be OBJECT.`);
  }
  for (const property of Object.keys(objectOf(schema.properties))) {
    if (!parameterName.test(property)) {
      refuse(400, `Invalid parameter name "${property}" at '${path}.parameters.properties'.`);
    }
  }
  return name;
}

function checkToolChoice(choice: unknown, names: readonly string[]): void {
  if (choice === undefined || choice === null) return;
  if (typeof choice === "string") {
    if (!toolChoices.includes(choice)) {
      refuse(
        400,
        `Invalid tool_choice "${choice}". Supported values are: ${toolChoices.join(", ")}.`,
      );
    }
    if (choice === "required" && names.length === 0) {
      refuse(
        400,
        "Unable to submit request because function calling mode ANY needs function declarations.",
      );
    }
    return;
  }
  const named = stringOf(objectOf(objectOf(choice).function).name);
  if (named === undefined || !names.includes(named)) {
    refuse(400, `Invalid tool_choice: function "${named ?? ""}" is not declared in tools.`);
  }
}
