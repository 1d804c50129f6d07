import { checkGoogleContent } from "./check_google_content.ts";
import { checkParts } from "./check_parts.ts";
import { functionName } from "./check_tools.ts";
import { refuse } from "./google_error.ts";
import { isObject, listOf, objectOf, parseJson } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** Checks an assistant message of the history: content, or tool calls, or both. */
export function checkAssistant(message: JsonObject, path: string): void {
  const { content, tool_calls, function_call } = message;
  const absent = content === undefined || content === null;
  const hasCalls = isObject(function_call) || (Array.isArray(tool_calls) && tool_calls.length > 0);
  // Beside calls, content may be absent or null, but "" is an empty text part and refused as one.
  if (!absent || !hasCalls) checkParts(content, path);
  if (tool_calls === undefined || tool_calls === null) return;
  if (!Array.isArray(tool_calls)) {
    refuse(400, `Invalid value at '${path}.tool_calls': expected a list.`);
  }
  for (const [position, call] of listOf(tool_calls).entries()) {
    checkCall(call, `${path}.tool_calls[${position}]`);
  }
}

function checkCall(call: unknown, path: string): void {
  if (!isObject(call) || typeof call.id !== "string" || call.id === "") {
    return refuse(400, `Invalid value at '${path}.id': a tool call needs an id.`);
  }
  if (call.type !== undefined && call.type !== "function") {
    refuse(400, `Invalid value at '${path}.type': only "function" is supported.`);
  }
  const google = objectOf(call.extra_content).google;
  if (isObject(google)) checkGoogleContent(google, path);
  const { name, arguments: text } = objectOf(call.function);
  if (typeof name !== "string" || !functionName.test(name)) {
    refuse(400, `Invalid function name at '${path}.function.name': ${JSON.stringify(name)}.`);
  }
  if (typeof text !== "string" || !isObject(parseJson(text))) {
    refuse(400, `Invalid value at '${path}.function.arguments'. Expected a valid JSON object.`);
  }
}

/** Every turn with calls must be followed directly by as many results, each for one of its calls. */
export function checkCallResults(messages: readonly JsonObject[]): void {
  let open: Set<unknown> | undefined;
  for (const message of messages) {
    if (message.role === "tool") {
      // Unknown ids, second results and results out of place all end here.
      if (open?.delete(message.tool_call_id) !== true) refuseCount();
      continue;
    }
    if (open !== undefined && open.size > 0) refuseCount();
    open = undefined;
    if (message.role !== "assistant") continue;
    const ids = listOf(message.tool_calls).map((call) => objectOf(call).id);
    open = new Set(ids);
    if (open.size !== ids.length) {
      refuse(400, "Invalid tool_calls: two calls of one turn have the same id.");
    }
  }
  if (open !== undefined && open.size > 0) refuseCount();
}

function refuseCount(): never {
  return refuse(
    400,
    "Please ensure that the number of function response parts is equal to the number of function call parts " +
      "of the function call turn.",
  );
}
