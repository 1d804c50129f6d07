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
const TEXTS = new Set(["text", "content", "arguments", "reasoning_content", "refusal", "name"]);

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
  const google = isRecord(body.extra_body) ? body.extra_body.google : undefined;
  const { cached_content, safety_settings, tools }: Record<string, unknown> = isRecord(google)
    ? google
    : {};
  if (!allow.cachedContent && isGiven(cached_content)) return "extra_body.google.cached_content";
  if (!allow.safetySettings && isGiven(safety_settings)) return "extra_body.google.safety_settings";
  if (!allow.serverTools && isGiven(tools)) return "extra_body.google.tools";
  if (!allow.serverTools && isGiven(body.web_search_options)) return "web_search_options";
  return allow.gsInputs ? undefined : findGsUri(body.messages, "messages");
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
    const found = findGsUri(item, `${path}.${field}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
