/** Makes one call on whatever runtime this is, and tells what its caller saw. */
import { createVertex, isVertexError } from "../../mod.ts";
import type { Outcome, Play } from "./scenarios.ts";

const request = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{
    role: "user" as const,
    content: "Why is the sky blue, and why is it dark at night?",
  }],
};

const ABORT_AFTER_MS = 300;

/** Makes the call with a client of its own. */
export async function play(call: Play): Promise<Outcome> {
  const { origin, key, stream, caller, location, waits } = call;
  const controller = new AbortController();
  const reason = { by: "the caller" };
  let attempts: number | undefined;
  let chunks = 0;
  const vertex = createVertex({
    credentials: key,
    ...(location && { location }),
    timeoutMs: waits ? 800 : 20_000,
    idleTimeoutMs: waits ? 400 : 20_000,
    retry: { baseDelayMs: 1 },
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      headers.set("x-original-url", String(input));
      return fetch(origin, { ...init, headers });
    },
  });
  const byTime = caller === "aborts" || (caller === "aborts reading" && !stream);
  const timer = byTime && setTimeout(() => controller.abort(reason), ABORT_AFTER_MS);
  const options = {
    signal: controller.signal,
    onResponse: (info: { attempts: number }) => (attempts = info.attempts),
  };

  async function listen(): Promise<Outcome> {
    for await (const _ of vertex.chat.completions.stream(request, options)) {
      chunks++;
      if (caller === "aborts reading") controller.abort(reason);
      if (caller === "leaves") return { seen: "left", attempts };
    }
    return { seen: "answer", attempts };
  }

  try {
    if (stream) return await listen();
    const { choices } = await vertex.chat.completions.create(request, options);
    return { seen: choices[0]?.message.content ? "answer" : "nothing", attempts };
  } catch (error) {
    const partial = chunks > 0;
    if (error === reason) return { seen: "signal.reason", partial };
    if (!isVertexError(error)) return { seen: `not of the family: ${error}` };
    return { seen: error.code, attempts: error.attempts, partial };
  } finally {
    if (timer) clearTimeout(timer);
  }
}

/** The same for a runtime in another process: calls come as JSON, and so do their outcomes. */
export async function playRequest(request: Request): Promise<Response> {
  if (new URL(request.url).pathname === "/play") {
    return Response.json(await play(await request.json()));
  }
  return new Response("listening");
}
