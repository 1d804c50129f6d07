import { SpanStatusCode } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { otelHooks } from "../../examples/otel_hooks.ts";
import { assert, test } from "../harness.ts";
import { failureOf, hello, makePair } from "../unit/chat/client.ts";

async function withSpans() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const hooks = otelHooks(provider.getTracer("test"));
  const pair = await makePair({ hooks, retry: { maxAttempts: 2, baseDelayMs: 0 } });
  async function spans() {
    await provider.forceFlush();
    // The exporter answers through a timer of its own.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return exporter.getFinishedSpans();
  }
  return { ...pair, spans };
}

test("otelHooks() gives one span a call, concurrent ones apart", async () => {
  const { vertex, spans } = await withSpans();
  await Promise.all([
    vertex.chat.completions.create(hello),
    vertex.chat.completions.stream({ ...hello, model: "google/gemini-3-flash-preview" })
      .finalMessage(),
  ]);
  const finished = await spans();
  const names = finished.map(({ name }) => name).sort();
  assert.deepEqual(names, [
    "chat google/gemini-3-flash-preview",
    "chat google/gemini-3.1-pro-preview",
  ]);
  for (const { attributes } of finished) {
    assert.equal(attributes["gen_ai.response.model"], attributes["gen_ai.request.model"]);
    assert.isAbove(Number(attributes["gen_ai.usage.input_tokens"]), 0);
    assert.isAbove(Number(attributes["gen_ai.usage.output_tokens"]), 0);
  }
});

test("otelHooks() notes retries, and the failure at the end of them", async () => {
  const { vertex, emulator, spans } = await withSpans();
  emulator.fail({ status: 503 });
  await vertex.chat.completions.create(hello);
  emulator.fail({ status: 429, times: 2 });
  await failureOf(vertex.chat.completions.create(hello));
  const [first, second] = await spans();
  assert.deepEqual(
    first?.events.map(({ name, attributes }) => [name, attributes?.["error.type"]]),
    [
      ["retry", "http_error"],
    ],
  );
  assert.equal(first?.status.code, SpanStatusCode.UNSET);
  assert.equal(second?.attributes["error.type"], "rate_limited");
  assert.equal(second?.status.code, SpanStatusCode.ERROR);
});

test("otelHooks() ends the span of a stream that is left", async () => {
  const { vertex, spans } = await withSpans();
  for await (const _ of vertex.chat.completions.stream(hello)) break;
  assert.equal((await spans())[0]?.attributes["error.type"], "aborted");
});
