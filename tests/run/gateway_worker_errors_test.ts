import OpenAI, { APIError } from "openai";
import type { Fault } from "../../src/testing/mod.ts";
import { assert, test } from "../harness.ts";
import { apiKey, model } from "./gateway_worker_entry.ts";
import { runtimes, serveGateway } from "./gateway_worker_runtimes.ts";
import { until } from "./until.ts";

const heartbeatMs = 100;

/** What goes wrong, and how it looks to the `openai` package. */
interface Failure {
  readonly name: string;
  /** Without one, an error of Google's in the middle of a stream. */
  readonly fault?: Fault;
  /** The status of the response; `undefined` for a failure inside a stream that had begun. */
  readonly status?: number;
  readonly code: string;
  readonly type: string;
}

const server = { type: "server_error" };
const failures: readonly Failure[] = [
  { name: "an error in the middle", code: "stream_error", type: "rate_limit_error" },
  {
    name: "a reset in the middle",
    fault: { fault: "reset-mid-stream" },
    code: "connection_failed",
    ...server,
  },
  {
    name: "an end in the middle",
    fault: { fault: "truncate-stream" },
    code: "stream_truncated",
    ...server,
  },
  {
    name: "a 429 after an early answer",
    fault: { status: 429, delayMs: 4 * heartbeatMs },
    code: "rate_limited",
    type: "rate_limit_error",
  },
  {
    name: "a 429 at once",
    fault: { status: 429 },
    status: 429,
    code: "rate_limited",
    type: "rate_limit_error",
  },
  {
    name: "a reset before the headers",
    fault: { fault: "reset-before-headers" },
    status: 502,
    code: "connection_failed",
    ...server,
  },
];

for (const runtime of runtimes) {
  test(`the openai package raises what goes wrong behind the gateway, on ${runtime}`, async () => {
    await using served = await serveGateway(runtime, { heartbeatMs });
    const { emulator } = served.google;
    const baseURL = `http://127.0.0.1:${served.port}/v1`;
    const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: 10_000 });
    // Whoever is first has to wait for a token, which could take longer than a heartbeat.
    assert.equal(await listen(client), "whole");
    for (const [position, { name, fault, status, code, type }] of failures.entries()) {
      if (fault) emulator.fail(fault);
      else emulator.reply({ quirk: "error-event", text: "one two three four five six" });
      const error = await listen(client);
      assert.instanceOf(error, APIError, name);
      assert.deepInclude(error, { status, code, type }, name);
      await until(() => served.records.length > position + 1);
      assert.deepInclude(served.records[position + 1], { outcome: "error", code }, name);
    }
  });
}

async function listen(client: OpenAI): Promise<unknown> {
  try {
    const messages = [{ role: "user" as const, content: "Hello there" }];
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    let text = "";
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    return text === "" ? "empty" : "whole";
  } catch (error) {
    return error;
  }
}
