import { isRecord, parseJson } from "../errors.ts";
import { type Fields, list, record, text } from "./fields.ts";
import { nativeParts, signatureOf } from "./native_parts.ts";
import { serverCallId } from "./call_id.ts";

/**
 * Turns a chat request, as it would go to Google, into a native one.
 *
 * @param chat The request; it has passed chat's own checks.
 * @returns The request for `generateContent`, the model included.
 */
export function nativeRequest(chat: Fields): Fields {
  const google = record(record(chat.extra_body).google);
  const messages = list(chat.messages).map(record);
  const system = messages.filter(({ role }) => role === "system");
  return defined({
    model: chat.model,
    contents: contentsOf(messages.filter(({ role }) => role !== "system")),
    systemInstruction: system.length > 0
      ? { parts: system.flatMap(({ content }) => nativeParts(content)) }
      : undefined,
    ...toolsOf(chat, google),
    generationConfig: generationOf(chat, google),
    safetySettings: google.safety_settings,
    cachedContent: google.cached_content,
  });
}

function contentsOf(messages: readonly Fields[]): Fields[] {
  const contents: Fields[] = [];
  let calls: Fields[] = [];
  let results: Fields | undefined;
  for (const message of messages) {
    if (message.role === "tool") {
      // The results of one turn stand together, in the order of its calls.
      if (!results) contents.push(results = { role: "user", parts: calls.map(() => undefined) });
      const position = calls.findIndex(({ id }) => id === message.tool_call_id);
      list(results.parts)[position] = resultOf(message, record(calls[position]));
      continue;
    }
    results = undefined;
    calls = list(message.tool_calls).map(record);
    const role = message.role === "assistant" ? "model" : "user";
    contents.push({ role, parts: [...spokenParts(message), ...calls.map(callOf)] });
  }
  return contents;
}

/** What a message says. Its own signature belongs to the last of it, or to nothing that is said. */
function spokenParts(message: Fields): Fields[] {
  const parts = nativeParts(message.content);
  const signature = signatureOf(message);
  if (signature === undefined) return parts;
  const last = parts.pop() ?? { text: "" };
  return [...parts, { thoughtSignature: signature, ...last }];
}

function callOf(call: Fields): Fields {
  const { name, arguments: json } = record(call.function);
  return defined({
    functionCall: defined({
      id: serverCallId(call.id),
      name,
      args: parseJson(text(json) ?? ""),
    }),
    thoughtSignature: signatureOf(call),
  });
}

function resultOf(message: Fields, call: Fields): Fields {
  const content = text(message.content) ?? "";
  const output = parseJson(content) ?? content;
  return {
    functionResponse: defined({
      id: serverCallId(message.tool_call_id),
      name: record(call.function).name,
      // Google takes an object; what is none is the whole output.
      response: isRecord(output) ? output : { output },
      parts: record(record(message.extra_content).google).parts,
    }),
  };
}

function toolsOf(chat: Fields, google: Fields): Fields {
  const functions = list(chat.tools).map((tool) => record(record(tool).function));
  const declarations = functions.filter(({ name }) => name !== undefined).map((declared) =>
    defined({
      name: declared.name,
      description: declared.description,
      parameters: declared.parameters,
    })
  );
  const tools = [
    ...(declarations.length > 0 ? [{ functionDeclarations: declarations }] : []),
    ...(chat.web_search_options ? [{ googleSearch: {} }] : []),
    ...list(google.tools),
  ];
  const functionCallingConfig = defined({
    ...callingOf(chat.tool_choice),
    streamFunctionCallArguments: google.stream_function_call_arguments,
  });
  return {
    tools: tools.length > 0 ? tools : undefined,
    toolConfig: Object.keys(functionCallingConfig).length > 0
      ? { functionCallingConfig }
      : undefined,
  };
}

function callingOf(choice: unknown): Fields {
  if (typeof choice === "string") {
    return { mode: choice === "required" ? "ANY" : choice.toUpperCase() };
  }
  if (!isRecord(choice)) return {};
  const allowed = record(choice.allowed_tools);
  // Among allowed tools the model may also choose none: VALIDATED is the native word for that.
  const mode = choice.allowed_tools && allowed.mode !== "required" ? "VALIDATED" : "ANY";
  const chosen = choice.allowed_tools ? list(allowed.tools).map(record) : [choice];
  return { mode, allowedFunctionNames: chosen.map((tool) => record(tool.function).name) };
}

/** What Google's notebooks say of reasoning_effort; `minimal` has no budget but a level of that name. */
const BUDGETS: Readonly<Record<string, number>> = {
  none: 0,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
};

function generationOf(chat: Fields, google: Fields): Fields | undefined {
  const effort = text(chat.reasoning_effort);
  const stop = text(chat.stop);
  const config = defined({
    temperature: chat.temperature,
    topP: chat.top_p,
    candidateCount: chat.n,
    maxOutputTokens: chat.max_completion_tokens ?? chat.max_tokens,
    stopSequences: stop === undefined ? chat.stop : [stop],
    seed: chat.seed,
    presencePenalty: chat.presence_penalty,
    frequencyPenalty: chat.frequency_penalty,
    responseModalities: chat.modalities &&
      list(chat.modalities).map((one) => String(one).toUpperCase()),
    mediaResolution: google.media_resolution,
    thinkingConfig: effort === undefined
      ? google.thinking_config
      : effort in BUDGETS
      ? { thinkingBudget: BUDGETS[effort] }
      : { thinkingLevel: effort.toUpperCase() },
    ...formatOf(record(chat.response_format)),
  });
  return Object.keys(config).length > 0 ? config : undefined;
}

function formatOf({ type, json_schema: named }: Fields): Fields {
  switch (type) {
    case undefined:
      return {};
    case "text":
      return { responseMimeType: "text/plain" };
    case "json_object":
      return { responseMimeType: "application/json" };
    case "json_schema":
      return { responseMimeType: "application/json", responseSchema: record(named).schema };
    default:
      return { responseMimeType: type };
  }
}

/** Without the fields that have no value, which OpenAI's clients write as null. */
function defined(fields: Fields): Fields {
  const entries = Object.entries(fields).filter(([, value]) =>
    value !== undefined && value !== null
  );
  return Object.fromEntries(entries);
}
