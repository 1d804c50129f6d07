import { checkSchema } from "./check_schema.ts";
import { refuse } from "./google_error.ts";
import { isObject, listOf, objectOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { ChatRoute } from "./route.ts";

const efforts = ["none", "minimal", "low", "medium", "high"];
const levels = ["MINIMAL", "LOW", "MEDIUM", "HIGH"];
const alwaysThinks = /^google\/gemini-3[^/]*-pro/;
const modalities = ["text", "image", "audio"];
/** The kinds of harm that Google names. */
export const harmCategory =
  /^HARM_CATEGORY_(HATE_SPEECH|DANGEROUS_CONTENT|HARASSMENT|SEXUALLY_EXPLICIT|CIVIC_INTEGRITY|JAILBREAK|IMAGE_(HATE|DANGEROUS_CONTENT|HARASSMENT|SEXUALLY_EXPLICIT))$/;
/** From where on harm is blocked. */
export const harmThreshold =
  /^(BLOCK_LOW_AND_ABOVE|BLOCK_MEDIUM_AND_ABOVE|BLOCK_ONLY_HIGH|BLOCK_NONE|OFF)$/;

/** Checks what steers generation; fields Google does not know are ignored, known ones must be right. */
export function checkSettings(body: JsonObject, model: string, route: ChatRoute): void {
  checkNumber(body, "temperature", 0, 2);
  checkNumber(body, "top_p", 0, 1);
  checkNumber(body, "presence_penalty", -2, 2);
  checkNumber(body, "frequency_penalty", -2, 2);
  checkInteger(body, "n", 1, 8);
  checkInteger(body, "max_tokens", 1, Infinity);
  checkInteger(body, "max_completion_tokens", 1, Infinity);
  checkInteger(body, "seed", -(2 ** 31), 2 ** 31 - 1);
  checkStop(body.stop);
  if (body.stream !== undefined && body.stream !== null && typeof body.stream !== "boolean") {
    refuse(400, "Invalid value at 'stream' (TYPE_BOOL)");
  }
  for (const modality of listOf(body.modalities)) {
    if (!(typeof modality === "string" && modalities.includes(modality))) {
      refuse(
        400,
        `Invalid modality ${JSON.stringify(modality)}. Supported: ${modalities.join(", ")}.`,
      );
    }
  }
  checkResponseFormat(body, model);
  checkThinking(body, model);
  checkGoogle(objectOf(objectOf(body.extra_body).google), route);
}

/** Checks a number that may be missing. */
export function checkNumber(body: JsonObject, field: string, low: number, high: number): void {
  const value = body[field];
  if (value === undefined || value === null) return;
  if (typeof value !== "number" || value < low || value > high) {
    refuse(
      400,
      `Unable to submit request because it has a ${field} value of ${
        JSON.stringify(value)
      } but the supported ` +
        `range is from ${low} to ${high}.`,
    );
  }
}

/** Checks a whole number that may be missing. */
export function checkInteger(body: JsonObject, field: string, low: number, high: number): void {
  checkNumber(body, field, low, high);
  const value = body[field];
  if (typeof value === "number" && !Number.isInteger(value)) {
    refuse(400, `Invalid value at '${field}' (TYPE_INT32), ${value}`);
  }
}

function checkStop(stop: unknown): void {
  if (stop === undefined || stop === null || typeof stop === "string") return;
  if (!Array.isArray(stop) || stop.some((text) => typeof text !== "string")) {
    refuse(400, "Invalid value at 'stop': expected a string or a list of strings.");
  }
}

function checkResponseFormat(body: JsonObject, model: string): void {
  const format = body.response_format;
  if (format === undefined || format === null) return;
  const type = objectOf(format).type;
  // Google hands any other MIME type on to the model.
  const known = type === "text" || type === "json_object" || type === "json_schema" ||
    (typeof type === "string" && type.includes("/"));
  if (!known) refuse(400, `Invalid value at 'response_format.type': ${JSON.stringify(type)}.`);
  if (type === "json_schema") {
    const { schema } = objectOf(objectOf(format).json_schema);
    checkSchema(schema, "response_format.json_schema.schema");
  }
  const wantsJson = type === "json_object" || type === "json_schema";
  if (wantsJson && listOf(body.tools).length > 0 && isBeforeGemini3(model)) {
    refuse(400, "Function calling with a response mime type: 'application/json' is unsupported");
  }
}

function checkThinking(body: JsonObject, model: string): void {
  const effort = body.reasoning_effort ?? undefined;
  const config = objectOf(objectOf(body.extra_body).google).thinking_config;
  const path = "extra_body.google.thinking_config";
  if (effort !== undefined && !(typeof effort === "string" && efforts.includes(effort))) {
    refuse(
      400,
      `Invalid reasoning_effort: ${JSON.stringify(effort)}. Supported values: ${
        efforts.join(", ")
      }.`,
    );
  }
  if (effort !== undefined && config !== undefined) {
    refuse(400, "Expected one of either reasoning_effort or custom thinking_config; found both.");
  }
  if (alwaysThinks.test(model) && effort === "minimal") {
    refuse(400, "Thinking level is unsupported: THINKING_LEVEL_MINIMAL");
  }
  if (alwaysThinks.test(model) && effort === "none") {
    refuse(400, "Unable to submit request because thinking cannot be disabled for this model.");
  }
  if (config === undefined) return;
  if (!isObject(config)) {
    return refuse(400, `Invalid value at '${path}'.`);
  }
  checkThinkingConfig(config, model, path);
}

/** Checks how the model shall think. */
export function checkThinkingConfig(config: JsonObject, model: string, path: string): void {
  const { include_thoughts, thinking_budget, thinking_level } = config;
  if (include_thoughts !== undefined && typeof include_thoughts !== "boolean") {
    refuse(400, `Invalid value at '${path}.include_thoughts' (TYPE_BOOL)`);
  }
  checkInteger(config, "thinking_budget", -1, 32_768);
  if (thinking_level !== undefined) {
    if (typeof thinking_level !== "string" || !levels.includes(thinking_level.toUpperCase())) {
      refuse(400, `Invalid value at '${path}.thinking_level'. Supported: ${levels.join(", ")}.`);
    }
    if (thinking_budget !== undefined) {
      refuse(400, "You can only set only one of thinking budget and thinking level.");
    }
  }
  if (thinking_budget === 0 && alwaysThinks.test(model)) {
    refuse(
      400,
      "Unable to submit request because thinking_budget 0 is not supported by this model.",
    );
  }
  // Gemini before 2.5 does not think at all.
  const off = thinking_budget === 0 || /^google\/gemini-(1\.|2\.0)/.test(model);
  if (include_thoughts === true && off) {
    refuse(400, "Thinking_config.include_thoughts is only enabled when thinking is enabled.");
  }
}

function checkGoogle(google: JsonObject, route: ChatRoute): void {
  const { safety_settings, cached_content, thought_tag_marker, stream_function_call_arguments } =
    google;
  for (const [position, setting] of listOf(safety_settings).entries()) {
    const { category, threshold } = objectOf(setting);
    const path = `extra_body.google.safety_settings[${position}]`;
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
  if (
    thought_tag_marker !== undefined &&
    (typeof thought_tag_marker !== "string" || thought_tag_marker === "")
  ) {
    refuse(400, "Invalid value at 'extra_body.google.thought_tag_marker' (TYPE_STRING)");
  }
  if (
    stream_function_call_arguments !== undefined &&
    typeof stream_function_call_arguments !== "boolean"
  ) {
    refuse(400, "Invalid value at 'extra_body.google.stream_function_call_arguments' (TYPE_BOOL)");
  }
  if (cached_content === undefined) return;
  const cache = typeof cached_content === "string"
    ? /^projects\/[^/]+\/locations\/([^/]+)\/cachedContents\/[^/]+$/.exec(cached_content)
    : null;
  if (cache === null) {
    return refuse(400, "Invalid value at 'extra_body.google.cached_content': malformed name.");
  }
  if (cache[1] !== route.location) {
    refuse(400, `The cached content is in location ${cache[1]}, the request in ${route.location}.`);
  }
}

/** Whether a model lacks what came with Gemini 3. */
export function isBeforeGemini3(model: string): boolean {
  return /^google\/gemini-[12]\./.test(model);
}
