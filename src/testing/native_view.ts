import type { NativeRequest } from "./check_native.ts";
import type { ChatView } from "./chat_view.ts";
import { isObject, listOf, objectOf, stringOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { NativeRoute } from "./route.ts";

/** Sees a native request as the chat that it is, so that one composer answers both. */
export function viewNative(request: NativeRequest, route: NativeRoute): ChatView {
  const { contents, system, functions, calling, generation } = request;
  const { project, location } = route;
  const thinking = objectOf(generation.thinkingConfig);
  const { candidateCount, maxOutputTokens } = generation;
  const streamed = calling.streamFunctionCallArguments === true;
  const google = streamed ? { stream_function_call_arguments: true } : {};
  const instructions = system && { role: "system", content: textOf(listOf(system.parts)) };
  return {
    route: { project, location, endpoint: "openapi" },
    body: {
      tools: functions,
      tool_choice: choiceOf(calling),
      response_format: formatOf(generation),
      stop: generation.stopSequences,
      modalities: listOf(generation.responseModalities).map((name) => String(name).toLowerCase()),
    },
    model: `google/${route.model}`,
    stream: route.method === "streamGenerateContent",
    messages: [...(instructions ? [instructions] : []), ...messagesOf(contents)],
    functions: functions.map(({ name, parameters, parametersJsonSchema }) => ({
      name: String(name),
      parameters: parameters ?? parametersJsonSchema,
    })),
    google,
    thinking,
    choices: typeof candidateCount === "number" ? candidateCount : 1,
    maxTokens: typeof maxOutputTokens === "number" ? maxOutputTokens : undefined,
  };
}

/** The conversation as chat messages. A call without an id gets one of its place. */
export function messagesOf(contents: readonly JsonObject[]): JsonObject[] {
  const messages: JsonObject[] = [];
  let open: JsonObject[] = [];
  for (const [position, content] of contents.entries()) {
    const parts = listOf(content.parts).map(objectOf);
    const results = parts.filter((part) => part.functionResponse !== undefined);
    for (const part of results) messages.push(resultOf(objectOf(part.functionResponse), open));
    const rest = parts.filter((part) => part.functionResponse === undefined);
    if (rest.length === 0) continue;
    const calls = rest.flatMap((part, place) => callOf(part, `call-${position}-${place}`));
    open = [...calls];
    const assistant = content.role === "model" || calls.length > 0;
    messages.push(assistant ? spoken(rest, calls) : { role: "user", content: rest.map(partOf) });
  }
  return messages;
}

function spoken(parts: readonly JsonObject[], calls: readonly JsonObject[]): JsonObject {
  const signed = parts.findLast((part) =>
    !part.functionCall && part.thoughtSignature !== undefined
  );
  return {
    role: "assistant",
    content: textOf(parts) || null,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...(signed && { extra_content: signatureOf(signed) }),
  };
}

function callOf(part: JsonObject, place: string): JsonObject[] {
  if (!isObject(part.functionCall)) return [];
  const { id, name, args } = part.functionCall;
  return [{
    id: stringOf(id) ?? place,
    type: "function",
    function: { name, arguments: JSON.stringify(args ?? {}) },
    ...(part.thoughtSignature !== undefined && { extra_content: signatureOf(part) }),
  }];
}

/** The result of the first call of that function, or of that id, which has none yet. */
function resultOf(result: JsonObject, calls: JsonObject[]): JsonObject {
  const found = calls.findIndex((call) =>
    result.id === undefined ? objectOf(call.function).name === result.name : call.id === result.id
  );
  const [call] = calls.splice(Math.max(0, found), 1);
  const { parts } = result;
  return {
    role: "tool",
    tool_call_id: call?.id,
    name: result.name,
    content: JSON.stringify(result.response),
    ...(listOf(parts).length > 0 && { extra_content: { google: { parts } } }),
  };
}

function partOf(part: JsonObject): JsonObject {
  const { mimeType, data } = objectOf(part.inlineData);
  if (part.inlineData) {
    return { type: "input_audio", input_audio: { data: `data:${mimeType};base64,${data}` } };
  }
  const file = objectOf(part.fileData);
  if (part.fileData) {
    return { type: "image_url", image_url: { url: file.fileUri } };
  }
  return { type: "text", text: stringOf(part.text) ?? "" };
}

function signatureOf(part: JsonObject): JsonObject {
  return { google: { thought_signature: part.thoughtSignature } };
}

function textOf(parts: readonly unknown[]): string {
  const spoken = parts.map(objectOf).filter((part) => part.thought !== true);
  return spoken.map((part) => stringOf(part.text) ?? "").join("");
}

function choiceOf({ mode, allowedFunctionNames }: JsonObject): unknown {
  if (mode === "NONE") return "none";
  const [name] = listOf(allowedFunctionNames);
  return name === undefined ? "auto" : { type: "function", function: { name } };
}

function formatOf(generation: JsonObject): JsonObject | undefined {
  const { responseSchema, responseJsonSchema, responseMimeType } = generation;
  const schema = responseSchema ?? responseJsonSchema;
  if (schema !== undefined) return { type: "json_schema", json_schema: { schema } };
  return responseMimeType === "application/json" ? { type: "json_object" } : undefined;
}
