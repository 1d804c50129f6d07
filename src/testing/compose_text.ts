import { isObject, listOf, objectOf, stringOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { lastUserIndex, textOf } from "./chat_view.ts";
import type { ChatView } from "./chat_view.ts";
import { exampleValue } from "./example_value.ts";

const maxQuote = 400;

/** The text of an answer to this request; `variant` counts the choices. */
export function composeText(view: ChatView, variant: number): string {
  const format = objectOf(view.body.response_format);
  if (format.type === "json_schema") {
    return JSON.stringify(exampleValue(objectOf(format.json_schema).schema, variant));
  }
  const prose = composeProse(view);
  if (format.type === "json_object") return JSON.stringify({ answer: prose, choice: variant });
  return variant === 0 ? prose : `(Choice ${variant + 1}) ${prose}`;
}

/** Whether the conversation ends in tool results, which the answer then quotes. */
export function endsInToolResults(view: ChatView): boolean {
  const role = view.messages.at(-1)?.role;
  return role === "tool" || role === "function";
}

/** Thoughts about the request. */
export function composeThoughts(view: ChatView): string {
  const asked = quote(lastUserText(view.messages));
  return `The user wrote ${asked}. I weigh what is asked against what I know. ` +
    "Being an emulator I know only the request itself, so I will say so kindly and to the point.";
}

function composeProse(view: ChatView): string {
  const { messages, model, route } = view;
  const where = route.location === undefined ? "" : ` in ${route.location}`;
  if (endsInToolResults(view)) return `${composeResults(messages)} (${model}${where}, emulated)`;
  const said = lastUserText(messages);
  // A question keeps its own full stop.
  const sentences = [`You said: ${quote(said)}${/[.?!…]\s*$/.test(said) ? "" : "."}`];
  const attachments = messages.slice(lastUserIndex(messages)).flatMap(attachmentsOf);
  if (attachments.length > 0) sentences.push(`With it came ${attachments.join(" and ")}.`);
  const turns = messages.filter((message) => message.role === "user").length;
  if (turns > 1) {
    sentences.push(`That is message ${turns} of yours, and I have the earlier ones before me.`);
  }
  sentences.push(
    `I am an emulator of Vertex AI, answering as ${model}${where}.`,
    "No model has read this, but the rest is real: your token was verified, your request was held against " +
      "the rules of the API, and these words reach you in the very format of the service.",
  );
  return sentences.join(" ");
}

/** Quotes the results at the end of the conversation, each with the name of the function that gave it. */
function composeResults(messages: readonly JsonObject[]): string {
  const names = new Map<unknown, string>();
  for (const message of messages) {
    for (const call of listOf(message.tool_calls).map(objectOf)) {
      names.set(call.id, stringOf(objectOf(call.function).name) ?? "function");
    }
  }
  const start = messages.findLastIndex((message) => message.role === "assistant") + 1;
  const results = messages.slice(start).filter((message) => message.role !== "user");
  const sentences = results.map((message) => {
    const name = names.get(message.tool_call_id) ?? stringOf(message.name) ?? "function";
    const parts = listOf(objectOf(objectOf(message.extra_content).google).parts).length;
    const beside = parts === 0 ? "" : ` and ${parts} attached ${parts === 1 ? "file" : "files"}`;
    return `${name} answered ${clip(textOf(message.content))}${beside}.`;
  });
  return sentences.join(" ");
}

function lastUserText(messages: readonly JsonObject[]): string {
  const message = messages[lastUserIndex(messages)];
  return message === undefined ? "" : textOf(message.content);
}

/** Names what a message carries besides text. */
function attachmentsOf(message: JsonObject): string[] {
  return listOf(message.content).filter(isObject).flatMap((part) => {
    if (part.type === "image_url") {
      const url = stringOf(isObject(part.image_url) ? part.image_url.url : part.image_url) ?? "";
      return [describeUri(url, "an image")];
    }
    if (part.type !== "input_audio") return [];
    const { data, format } = objectOf(part.input_audio);
    return [describeUri(stringOf(data) ?? "", `a file of type ${stringOf(format)}`)];
  });
}

function describeUri(uri: string, kind: string): string {
  const blob = /^data:([^;,]+)/.exec(uri);
  if (blob !== null) return `a file of type ${blob[1]} (${uri.length} characters of data)`;
  return /^(gs|https?):/.test(uri)
    ? `${kind} (${uri})`
    : `${kind} (${uri.length} characters of data)`;
}

function quote(text: string): string {
  return `“${clip(text)}”`;
}

function clip(text: string): string {
  return text.length > maxQuote ? `${text.slice(0, maxQuote)}…` : text;
}
