import { isRecord } from "../errors.ts";

/**
 * What callers may ask for that reaches further than a completion. All of it is off, because the gateway's own account
 * would act for whoever holds a key.
 */
export interface GatewayAllowance {
  /** Inputs by `gs://`: the account's own buckets could be read through the model. @default {false} */
  readonly gsInputs?: boolean | undefined;
  /** `extra_body.google.cached_content`: somebody else's cached documents. @default {false} */
  readonly cachedContent?: boolean | undefined;
  /** `extra_body.google.tools` and `web_search_options`: tools that run, and are billed, at Google. @default {false} */
  readonly serverTools?: boolean | undefined;
  /** `extra_body.google.safety_settings`. @default {false} */
  readonly safetySettings?: boolean | undefined;
}

/** Where text is only text. */
const TEXTS = new Set([
  ...["text", "content", "arguments", "reasoning_content", "refusal", "name", "description"],
  ...["user", "stop", "const", "default", "pattern", "title"],
]);

/** What only shapes the answer. Whatever else Google adds there is off until it is known. */
const HARMLESS = new Set([
  "thinking_config",
  "thought_tag_marker",
  "stream_function_call_arguments",
  "media_resolution",
]);

/**
 * Looks for what is not allowed.
 *
 * @param body A request, as it came.
 * @param allow See {@linkcode GatewayAllowance}.
 * @returns The path of the first such field, if there is one.
 */
export function findForbidden(
  body: Record<string, unknown>,
  allow: GatewayAllowance,
): string | undefined {
  const { extra_body: extra, tools, web_search_options: search } = body;
  // OpenAI has no such names, and nobody knows which of them Google takes for one of its own.
  const camel = Object.keys(body).find((field) => /[A-Z]/.test(field));
  if (camel !== undefined) return camel;
  const allowed = new Set(HARMLESS);
  if (allow.cachedContent) allowed.add("cached_content");
  if (allow.serverTools) allowed.add("tools");
  if (allow.safetySettings) allowed.add("safety_settings").add("model_safety_settings");
  if (isGiven(extra) && !isRecord(extra)) return "extra_body";
  const strange = Object.keys(isRecord(extra) ? extra : {}).find((field) => field !== "google");
  if (strange !== undefined) return `extra_body.${strange}`;
  // Beside extra_body nobody knows what it does.
  if (isGiven(body.google)) return "google";
  const google = (isRecord(extra) ? extra.google : undefined) ?? {};
  if (!isRecord(google)) return "extra_body.google";
  const field = Object.keys(google).find((name) => !allowed.has(name) && isGiven(google[name]));
  if (field !== undefined) return `extra_body.google.${field}`;
  if (!allow.serverTools && isGiven(search)) return "web_search_options";
  const tool = allow.serverTools ? -1 : listOf(tools).findIndex((tool) => !isFunctionTool(tool));
  if (tool !== -1) return `tools[${tool}]`;
  return allow.gsInputs ? undefined : findGsUri(body, "");
}

/** Anything else in the list of tools would run at Google. */
function isFunctionTool(tool: unknown): boolean {
  if (!isRecord(tool) || tool.type !== "function") return false;
  return Object.keys(tool).every((field) => field === "type" || field === "function");
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The path of the first address in Cloud Storage, wherever an input can name one. */
function findGsUri(value: unknown, path: string): string | undefined {
  if (typeof value === "string") return /^\s*gs:/i.test(value) ? path : undefined;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findGsUri(item, `${path}[${index}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  for (const [field, item] of Object.entries(value)) {
    if (typeof item === "string" && TEXTS.has(field)) continue;
    const found = findGsUri(item, path === "" ? field : `${path}.${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
