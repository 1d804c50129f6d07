import { isRecord } from "../errors.ts";
import { Refusal } from "./refuse.ts";

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
 * Lets a request pass if it asks for nothing that is off.
 *
 * @param request It, as it came.
 * @param allow See {@linkcode GatewayAllowance}.
 * @throws {Refusal} 403 that names the field.
 */
export function checkPolicy(request: Record<string, unknown>, allow: GatewayAllowance): void {
  // The name of a field is the caller's, and as long as they like.
  const forbidden = findForbidden(request, allow)?.slice(0, 200);
  if (forbidden === undefined) return;
  const message = `Cannot pass the request on: this gateway does not allow ${forbidden}`;
  throw new Refusal(403, "permission_denied", message, forbidden);
}

/** The path of the first field that is not allowed. */
function findForbidden(
  body: Record<string, unknown>,
  allow: GatewayAllowance,
): string | undefined {
  const { extra_body: extra = null, tools, web_search_options: search } = body;
  // OpenAI has no such names, and nobody knows which of them Google takes for one of its own.
  const camel = Object.keys(body).find((field) => /[A-Z]/.test(field));
  if (camel !== undefined) return camel;
  if (extra !== null && !isRecord(extra)) return "extra_body";
  const { google: given, ...others } = extra ?? {};
  const [strange] = Object.keys(others);
  if (strange !== undefined) return `extra_body.${strange}`;
  // Beside extra_body nobody knows what it does.
  if (isGiven(body.google)) return "google";
  const google = given ?? {};
  if (!isRecord(google)) return "extra_body.google";
  const allowed = new Set(HARMLESS);
  if (allow.cachedContent) allowed.add("cached_content");
  if (allow.serverTools) allowed.add("tools");
  if (allow.safetySettings) allowed.add("safety_settings").add("model_safety_settings");
  const field = Object.keys(google).find((name) => !allowed.has(name) && isGiven(google[name]));
  if (field !== undefined) return `extra_body.google.${field}`;
  if (!allow.serverTools) {
    if (isGiven(search)) return "web_search_options";
    const tool = Array.isArray(tools) ? tools.findIndex((tool) => !isFunctionTool(tool)) : -1;
    if (tool !== -1) return `tools[${tool}]`;
  }
  return allow.gsInputs ? undefined : findGsUri(body, "")?.slice(1);
}

/** Anything else in the list of tools would run at Google. */
function isFunctionTool(tool: unknown): boolean {
  if (!isRecord(tool) || tool.type !== "function") return false;
  return Object.keys(tool).every((field) => field === "type" || field === "function");
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** URL parsers strip control characters and spaces in front, and tabs and line ends everywhere. */
function isBucket(text: string): boolean {
  return /^[\0- \s]*g[\t\n\r]*s[\t\n\r]*:/i.test(text);
}

/** The path of the first address in Cloud Storage, wherever an input can name one; it begins with a dot. */
function findGsUri(value: unknown, path: string): string | undefined {
  if (typeof value === "string") return isBucket(value) ? path : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === "string" && TEXTS.has(name)) continue;
    const found = findGsUri(item, path + (Array.isArray(value) ? `[${name}]` : `.${name}`));
    if (found !== undefined) return found;
  }
  return undefined;
}
