import { parseJson } from "../errors.ts";
import { parseGoogleError } from "../errors/google_error.ts";
import { MAX_ANSWER_BYTES, readBounded } from "../errors/read_body.ts";
import { createSseDecoder, type SseEvent } from "../sse/decode.ts";
import { encodeSseEvent } from "../sse/encode.ts";
import { createAccumulator } from "./accumulate.ts";
import { type ChatVoice, createChatVoice } from "./chat_voice.ts";
import { parseResponse } from "./read_response.ts";

/**
 * Makes of a native response the one that chat completions would have given, stream or not.
 *
 * Nothing is judged here: errors, and what is no answer at all, are handed on as they came, for chat to read.
 *
 * @param response A successful response.
 * @param model The model that was asked for.
 * @returns The response; its body is read as it is asked for, and cancelling it cancels the original.
 */
export function chatResponse(response: Response, model: string): Response {
  const voice = createChatVoice(model);
  const type = response.headers.get("content-type") ?? "";
  const body = type.includes("json") ? chatAnswer(response, voice) : chatEvents(response, voice);
  return new Response(body, { status: response.status, headers: { "content-type": type } });
}

/** A whole answer, or a stream that somebody on the way made a JSON array of. */
function chatAnswer(response: Response, voice: ChatVoice): ReadableStream<Uint8Array> {
  const controller = new AbortController();

  function translate(text: string): string {
    const accumulator = createAccumulator();
    for (const raw of [parseJson(text)].flat()) {
      if (parseGoogleError(raw)) return JSON.stringify(raw);
      accumulator.add(parseResponse(raw));
    }
    return JSON.stringify(voice.completion(accumulator.response()));
  }

  return new ReadableStream({
    async pull(stream) {
      const text = await readBounded(response, MAX_ANSWER_BYTES, controller.signal);
      stream.enqueue(new TextEncoder().encode(attempt(() => translate(text)) ?? text));
      stream.close();
    },
    cancel: (reason) => controller.abort(reason),
  }, { highWaterMark: 0 });
}

function chatEvents(response: Response, voice: ChatVoice): ReadableStream<Uint8Array> {
  const reader = response.body?.getReader();
  const decoder = createSseDecoder();
  const encoder = new TextEncoder();
  let strayLength = 0;

  /** A bare error is no event; chat looks for it where it stood. */
  function stray(): string {
    const text = decoder.stray.slice(strayLength);
    strayLength = decoder.stray.length;
    return text;
  }

  function translate({ data, event }: SseEvent): string {
    const json = parseJson(data);
    const native = event === "message" && !parseGoogleError(json);
    const chunk = native && attempt(() => voice.chunk(parseResponse(json)));
    return chunk ? encodeSseEvent(JSON.stringify(chunk)) : encodeSseEvent(data, event);
  }

  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const { done, value } = await reader?.read() ?? { done: true };
        const events = value ? decoder.push(value) : decoder.end();
        const text = events.map(translate).join("") + stray();
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (done) return controller.close();
        if (text !== "") return;
      }
    },
    async cancel(reason) {
      await reader?.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

/** What cannot be translated is left as it is. */
function attempt<T>(translate: () => T): T | undefined {
  try {
    return translate();
  } catch {
    return undefined;
  }
}
