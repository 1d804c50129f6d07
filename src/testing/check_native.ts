import { checkContent, checkContents } from "./check_native_contents.ts";
import type { ContentRules } from "./check_native_contents.ts";
import { checkNativeTools } from "./check_native_tools.ts";
import { checkSchema } from "./check_schema.ts";
import {
  checkInteger,
  checkNumber,
  checkThinkingConfig,
  harmCategory,
  harmThreshold,
  isBeforeGemini3,
} from "./check_settings.ts";
import { refuse } from "./google_error.ts";
import { isObject, listOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { checkJsonSchema } from "./json_schema.ts";
import { nativeFields, readFields, readList, readOptional } from "./native_fields.ts";
import type { NativeRoute } from "./route.ts";

/** A native request that Google would take, in camelCase. */
export interface NativeRequest {
  /** The conversation. */
  readonly contents: readonly JsonObject[];
  /** Instructions, if any. */
  readonly system: JsonObject | undefined;
  /** Declared functions. */
  readonly functions: readonly JsonObject[];
  /** How they are called. */
  readonly calling: JsonObject;
  /** How the answer is made. */
  readonly generation: JsonObject;
}

/** Ends a native request that Google would refuse; stricter than Google where that is in doubt. */
export function checkNative(body: JsonObject, route: NativeRoute): NativeRequest {
  const model = `google/${route.model}`;
  const known = route.method === "countTokens" ? nativeFields.count : nativeFields.request;
  const request = readFields(body, "", known);
  const rules: ContentRules = { model, ids: route.version === "v1beta1" };
  const instruction = readOptional(
    request.systemInstruction,
    "system_instruction",
    nativeFields.content,
  );
  // Google pays no heed to the role of instructions.
  const system = instruction &&
    checkContent({ parts: instruction.parts }, "system_instruction", rules);
  const contents = checkContents(request.contents, rules);
  const { functions, calling } = checkNativeTools(request, model);
  const generation = checkGeneration(request.generationConfig, model, functions.length > 0);
  checkSafety(request.safetySettings);
  checkCache(request.cachedContent, route);
  return { contents, system, functions, calling, generation };
}

function checkGeneration(value: unknown, model: string, hasTools: boolean): JsonObject {
  const config = readOptional(value, "generation_config", nativeFields.generation) ?? {};
  checkNumber(config, "temperature", 0, 2);
  checkNumber(config, "topP", 0, 1);
  checkNumber(config, "topK", 1, Infinity);
  checkNumber(config, "presencePenalty", -2, 2);
  checkNumber(config, "frequencyPenalty", -2, 2);
  checkInteger(config, "candidateCount", 1, 8);
  checkInteger(config, "maxOutputTokens", 1, Infinity);
  checkInteger(config, "seed", -(2 ** 31), 2 ** 31 - 1);
  const stops = config.stopSequences ?? [];
  if (!Array.isArray(stops) || stops.some((stop) => typeof stop !== "string")) {
    refuse(400, "Invalid value at 'generation_config.stop_sequences': expected a list of strings.");
  }
  for (const modality of listOf(config.responseModalities)) {
    if (typeof modality === "string" && /^(text|image|audio)$/i.test(modality)) continue;
    refuse(
      400,
      `Invalid value at 'generation_config.response_modalities', ${JSON.stringify(modality)}`,
    );
  }
  checkFormat(config, model, hasTools);
  const path = "generation_config.thinking_config";
  const thinking = readOptional(config.thinkingConfig, path, nativeFields.thinking);
  if (thinking !== undefined) checkThinkingConfig(inSnakeCase(thinking), model, path);
  return { ...config, thinkingConfig: inSnakeCase(thinking ?? {}) };
}

function checkFormat(config: JsonObject, model: string, hasTools: boolean): void {
  const { responseSchema, responseJsonSchema, responseMimeType } = config;
  const json = responseMimeType === "application/json";
  if (
    responseMimeType !== undefined &&
    !(typeof responseMimeType === "string" && /\//.test(responseMimeType))
  ) {
    refuse(400, "Invalid value at 'generation_config.response_mime_type'.");
  }
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    refuse(400, "Only one of response_schema and response_json_schema can be set.");
  }
  if (
    (responseSchema ?? responseJsonSchema) !== undefined && !json &&
    responseMimeType !== "text/x.enum"
  ) {
    refuse(
      400,
      "Unable to submit request because response_schema needs a response_mime_type of application/json.",
    );
  }
  if (responseSchema !== undefined) {
    checkSchema(responseSchema, "generation_config.response_schema");
  }
  if (responseJsonSchema !== undefined) {
    checkJsonSchema(responseJsonSchema, "generation_config.response_json_schema");
  }
  if (json && hasTools && isBeforeGemini3(model)) {
    refuse(400, "Function calling with a response mime type: 'application/json' is unsupported");
  }
}

function checkSafety(settings: unknown): void {
  const read = readList(settings, "safety_settings", nativeFields.safety);
  for (const [position, { category, threshold }] of read.entries()) {
    const path = `safety_settings[${position}]`;
    if (typeof category !== "string" || !harmCategory.test(category)) {
      refuse(
        400,
        `Invalid value at '${path}.category' (HarmCategory), ${JSON.stringify(category)}`,
      );
    }
    if (typeof threshold !== "string" || !harmThreshold.test(threshold)) {
      refuse(
        400,
        `Invalid value at '${path}.threshold' (HarmBlockThreshold), ${JSON.stringify(threshold)}`,
      );
    }
  }
}

function checkCache(name: unknown, route: NativeRoute): void {
  if (name === undefined) return;
  const form = /^projects\/[^/]+\/locations\/([^/]+)\/cachedContents\/[^/]+$/;
  const location = typeof name === "string" ? form.exec(name)?.[1] : undefined;
  if (location === undefined) refuse(400, "Invalid value at 'cached_content': malformed name.");
  if (location !== route.location) {
    refuse(400, `The cached content is in location ${location}, the request in ${route.location}.`);
  }
}

function inSnakeCase(fields: JsonObject): JsonObject {
  const entries = Object.entries(isObject(fields) ? fields : {}).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(entries);
}
