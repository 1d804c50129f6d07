/** What Vertex AI would send, made once; see `tests/vectors/wire/responses` for the originals. */

export const model = "google/gemini-3.1-pro-preview";
const encoder = new TextEncoder();
const head = { created: 1_770_850_461, id: "nQiNafGyF5rw998PstqooAY", model };
const usage = { completion_tokens: 20_000, prompt_tokens: 12, total_tokens: 20_012 };

/** An answer of many small pieces of text, as the events of a stream. */
export function textEvents(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const delta = { content: ` word${index % 100}`, role: "assistant" };
    return eventOf({ delta, index: 0, logprobs: null }, index === count - 1 ? "stop" : undefined);
  });
}

/** What {@linkcode textEvents} add up to. */
export function textOf(count: number): string {
  return Array.from({ length: count }, (_, index) => ` word${index % 100}`).join("");
}

/** Arguments of one tool call in as many fragments; the index flips after the first, as Google's does. */
export function toolEvents(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const last = index === count - 1;
    const text = index === 0 ? "" : index === 1 ? '{"numbers":[0' : last ? "]}" : `,${index}`;
    const call = {
      function: { arguments: text, name: "add" },
      id: "function-call-c855348a",
      index: index === 0 ? 1 : 0,
      type: "function",
    };
    const delta = { role: "assistant", tool_calls: [call] };
    return eventOf({ delta, index: 0, logprobs: null }, last ? "tool_calls" : undefined);
  });
}

/** The arguments that {@linkcode toolEvents} add up to, parsed. */
export function numbersOf(count: number): number[] {
  return [0, ...Array.from({ length: count - 3 }, (_, index) => index + 2)];
}

/** The text of {@linkcode plainBody}. */
export const plainText: string = textOf(200);

/** A plain answer. */
export const plainBody: string = JSON.stringify({
  choices: [{
    finish_reason: "stop",
    index: 0,
    logprobs: null,
    message: { content: plainText, role: "assistant" },
  }],
  ...head,
  object: "chat.completion",
  system_fingerprint: "",
  usage,
});

function eventOf(choice: object, reason: string | undefined): string {
  const choices = [{ ...choice, ...(reason && { finish_reason: reason }) }];
  const object = "chat.completion.chunk";
  const chunk = { choices, ...head, object, system_fingerprint: "", ...(reason && { usage }) };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** Cuts a stream into what single reads give. */
export function readsOf(events: readonly string[], perRead: "event" | number): Uint8Array[] {
  const all = [...events, "data: [DONE]\n\n"];
  if (perRead === "event") return all.map((event) => encoder.encode(event));
  const bytes = encoder.encode(all.join(""));
  const reads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += perRead) reads.push(bytes.subarray(at, at + perRead));
  return reads;
}

/** A `fetch` that answers every request with the same stream, from memory. */
export function streamFetch(reads: readonly Uint8Array[]): typeof globalThis.fetch {
  return () => {
    let next = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const bytes = reads[next++];
        if (bytes) controller.enqueue(bytes);
        else controller.close();
      },
    }, { highWaterMark: 0 });
    const headers = { "content-type": "text/event-stream" };
    return Promise.resolve(new Response(body, { headers }));
  };
}

/** A `fetch` that answers every request with the plain answer. */
export function plainFetch(): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return Promise.resolve(new Response(plainBody, { headers }));
}
