import { assert, test } from "../../harness.ts";
import { faults } from "../../../src/testing/mod.ts";
import type { Fault, FaultName } from "../../../src/testing/mod.ts";
import {
  exchange,
  globalUrl,
  goodClaims,
  hello,
  openDesk,
  openEmulator,
  readEvents,
  signAssertion,
} from "./emulator_desk.ts";

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("expected a rejection");
}

async function mint(fault?: Fault): Promise<Response> {
  const emulator = await openEmulator();
  if (fault !== undefined) emulator.fail(fault);
  const claims = goodClaims(emulator, Date.now());
  return await exchange(emulator, await signAssertion(emulator.serviceAccountKey, claims));
}

test("fail() answers with a status as often as it says, then the real answer", async () => {
  const { emulator, post } = await openDesk();
  emulator.fail({ status: 429, times: 2, retryInfo: "1s", retryAfter: 7 });
  for (let call = 0; call < 2; call++) {
    const response = await post(hello);
    assert.strictEqual(response.status, 429);
    assert.strictEqual(response.headers.get("retry-after"), "7");
    assert.deepEqual((await response.json()).error, {
      code: 429,
      message: "Resource exhausted. Please try again later.",
      status: "RESOURCE_EXHAUSTED",
      details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1s" }],
    });
  }
  assert.strictEqual((await post(hello)).status, 200);
});

test("fail() has four shapes of body", async () => {
  const { emulator, post } = await openDesk();
  const textOf = async (fault: Fault) => {
    emulator.fail(fault);
    return await (await post(hello)).text();
  };
  assert.strictEqual(JSON.parse(await textOf({ status: 503 })).error.status, "UNAVAILABLE");
  const array = JSON.parse(await textOf({ status: 500, bodyShape: "array", message: "Oh" }));
  assert.strictEqual(array[0].error.message, "Oh");
  assert.match(await textOf({ status: 502, bodyShape: "html" }), /^<!DOCTYPE html>/);
  assert.strictEqual(await textOf({ status: 504, bodyShape: "empty" }), "");
});

test("fail() strikes one location only if told so", async () => {
  const { emulator, post } = await openDesk();
  emulator.fail({ status: 503, location: "us-central1" });
  assert.strictEqual((await post(hello)).status, 200);
  const url = "https://us-central1-aiplatform.googleapis.com/v1/projects/my-project/locations/" +
    "us-central1/endpoints/openapi/chat/completions";
  assert.strictEqual((await post(hello, { url })).status, 503);
  assert.strictEqual((await post(hello, { url })).status, 200);
});

test("fail() strikes the token endpoint if told so, and the script stays for later", async () => {
  assert.strictEqual((await mint({ status: 503, on: "token" })).status, 503);
  const { emulator, post } = await openDesk();
  emulator.fail({ status: 500, on: "token" });
  emulator.reply({ text: "kept" });
  emulator.fail({ status: 500 });
  assert.strictEqual((await post(hello)).status, 500);
  assert.strictEqual((await (await post(hello)).json()).choices[0].message.content, "kept");
});

test("fail() strikes ahead of all checks", async () => {
  const emulator = await openEmulator();
  emulator.fail({ status: 503 });
  assert.strictEqual((await emulator.fetch(globalUrl, { method: "POST" })).status, 503);
});

test("fail() delays", async () => {
  const { emulator, post } = await openDesk();
  emulator.fail({ delayMs: 20 });
  const order: string[] = [];
  const slow = post(hello).then(async (response) => {
    order.push("slow");
    await response.body?.cancel();
  });
  await new Promise((resolve) => setTimeout(resolve, 0));
  await (await post(hello)).body?.cancel();
  order.push("fast");
  await slow;
  assert.deepEqual(order, ["fast", "slow"]);
});

const stream = { ...hello, stream: true };

/** What each fault of the API must do to a streamed answer. */
const strikes: Readonly<
  Record<Exclude<FaultName, `token-${string}` | "hang-token">, () => unknown>
> = {
  "reset-before-headers": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "reset-before-headers" });
    assert.instanceOf(await rejectionOf(post(stream)), TypeError);
    assert.strictEqual((await post(stream)).status, 200);
  },
  "reset-mid-headers": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "reset-mid-headers" });
    assert.instanceOf(await rejectionOf(post(stream)), TypeError);
  },
  "reset-after-headers": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "reset-after-headers" });
    const response = await post(stream);
    assert.strictEqual(response.status, 200);
    assert.instanceOf(await rejectionOf(response.text()), TypeError);
    assert.strictEqual(emulator.openStreams, 0);
  },
  "reset-mid-stream": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "reset-mid-stream" });
    const response = await post(stream);
    assert.strictEqual(response.status, 200);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    assert.match(new TextDecoder().decode(first?.value), /^data: /);
    const error = await rejectionOf((async () => {
      while (!(await reader?.read())?.done);
    })());
    assert.instanceOf(error, TypeError);
    assert.strictEqual(emulator.openStreams, 0);
  },
  "reset-mid-event": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "reset-mid-event" });
    assert.instanceOf(await rejectionOf((await post(hello)).text()), TypeError);
  },
  "hang": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "hang" });
    const controller = new AbortController();
    const reason = new Error("mine");
    setTimeout(() => controller.abort(reason), 5);
    assert.strictEqual(await rejectionOf(post(stream, { signal: controller.signal })), reason);
  },
  "hang-mid-stream": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "hang-mid-stream" });
    const response = await post(stream);
    const reader = response.body?.getReader();
    await reader?.read();
    assert.strictEqual(emulator.openStreams, 1);
    await reader?.cancel();
    assert.strictEqual(emulator.openStreams, 0);
  },
  "keep-alive-only": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "keep-alive-only" });
    const reader = (await post(stream)).body?.getReader();
    for (let beat = 0; beat < 2; beat++) {
      const read = await reader?.read();
      assert.strictEqual(new TextDecoder().decode(read?.value), ": keep-alive\n\n");
    }
    await reader?.cancel();
    assert.strictEqual(emulator.openStreams, 0);
  },
  "endless-stream": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "endless-stream" });
    const reader = (await post(stream)).body?.getReader();
    for (let event = 0; event < 100; event++) {
      assert.match(new TextDecoder().decode((await reader?.read())?.value), /^data: \{.*\}\n\n$/);
    }
    await reader?.cancel();
    assert.strictEqual(emulator.openStreams, 0);
  },
  "truncate-stream": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "truncate-stream" });
    const text = await (await post(stream)).text();
    assert.isAbove(readEvents(text).length, 1);
    assert.match(text, /\}\n\n$/);
    assert.notInclude(text, "finish_reason");
  },
  "truncate-mid-event": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "truncate-mid-event" });
    const text = await (await post(stream)).text();
    assert.notMatch(text, /\n\n$/);
    assert.notInclude(text, "finish_reason");
  },
  "lost-final-chunk": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "lost-final-chunk" });
    emulator.reply({ text: "one two three four five six seven" });
    const text = await (await post(stream)).text();
    assert.strictEqual(readEvents(text).length, 2);
    assert.notInclude(text, "finish_reason");
  },
  "byte-by-byte": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "byte-by-byte" });
    emulator.reply({ body: "äb" });
    const reader = (await post(stream)).body?.getReader();
    const sizes: number[] = [];
    for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
      sizes.push(read.value.length);
    }
    assert.deepEqual(sizes, [1, 1, 1]);
  },
  "empty-body": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "empty-body" });
    const response = await post(stream);
    assert.strictEqual(response.status, 200);
    assert.strictEqual(await response.text(), "");
  },
  "wrong-content-type": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "wrong-content-type" });
    const response = await post(stream);
    assert.strictEqual(response.headers.get("content-type"), "text/plain");
    assert.match(await response.text(), /\[DONE\]/);
  },
  "gzip": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "gzip", times: 2 });
    assert.strictEqual((await post(hello)).headers.get("content-encoding"), "gzip");
    // On a socket the bytes are packed; a fetch has unpacked them.
    const packed = await emulator.app.fetch(new Request(globalUrl, { method: "POST" }));
    const [first, second] = new Uint8Array(await packed.arrayBuffer());
    assert.deepEqual([first, second], [0x1f, 0x8b]);
  },
  "huge-answer": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "huge-answer", times: 2 });
    assert.isAbove((await (await post(hello)).json()).padding.length, 19_999_999);
    const text = await (await post(stream)).text();
    assert.isAbove(text.length, 20_000_000);
    assert.isAbove(readEvents(text).length, 1);
  },
  "huge-event": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "huge-event" });
    const sizes = (await (await post(stream)).text()).split("\n\n").map(({ length }) => length);
    assert.strictEqual(sizes.filter((size) => size > 5_000_000).length, 1);
  },
  "redirect-same-origin": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "redirect-same-origin" });
    assert.strictEqual((await post(hello)).status, 200);
    assert.strictEqual(emulator.requests.at(-1)?.url, `${globalUrl}?moved`);
  },
  "redirect-other-origin": async () => {
    const { emulator, post } = await openDesk();
    emulator.fail({ fault: "redirect-other-origin" });
    assert.strictEqual((await post(hello)).status, 404);
    assert.strictEqual(emulator.requests.at(-1)?.url, "https://elsewhere.example/moved");
  },
  "echo-refusal": async () => {
    const { emulator, post, token } = await openDesk();
    emulator.fail({ fault: "echo-refusal" });
    const response = await post(hello);
    assert.strictEqual(response.status, 400);
    assert.include(await response.text(), token);
  },
  "echo-in-200": async () => {
    const { emulator, post, token } = await openDesk();
    emulator.fail({ fault: "echo-in-200" });
    const response = await post(stream);
    assert.strictEqual(response.status, 200);
    assert.include((await response.json()).error.message, token);
  },
  "echo-in-stream": async () => {
    const { emulator, post, token } = await openDesk();
    emulator.fail({ fault: "echo-in-stream" });
    const events = (await (await post(stream)).text()).trimEnd().split("\n\n");
    assert.isAbove(events.length, 1);
    assert.include(events.at(-1), token);
  },
};

/** What each fault of the token endpoint must do to a mint. */
const tokenStrikes: Readonly<Record<Exclude<FaultName, keyof typeof strikes>, () => unknown>> = {
  "token-reset": async () => {
    assert.instanceOf(await rejectionOf(mint({ fault: "token-reset" })), TypeError);
  },
  "hang-token": async () => {
    const emulator = await openEmulator();
    emulator.fail({ fault: "hang-token" });
    const controller = new AbortController();
    const pending = emulator.fetch(emulator.tokenEndpoint, {
      method: "POST",
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 5);
    assert.strictEqual(await rejectionOf(pending), controller.signal.reason);
  },
  "token-html": async () => {
    const response = await mint({ fault: "token-html" });
    assert.strictEqual(response.status, 200);
    assert.match(await response.text(), /^<!DOCTYPE html>/);
  },
  "token-id-only": async () => {
    assert.hasAllKeys(await (await mint({ fault: "token-id-only" })).json(), ["id_token"]);
  },
  "token-empty": async () => {
    const response = await mint({ fault: "token-empty" });
    assert.strictEqual(response.status, 200);
    assert.strictEqual(await response.text(), "");
  },
  "token-expiry-missing": async () => {
    const body = await (await mint({ fault: "token-expiry-missing" })).json();
    assert.hasAllKeys(body, ["access_token", "token_type"]);
  },
  "token-expiry-text": async () => {
    const body = await (await mint({ fault: "token-expiry-text" })).json();
    assert.strictEqual(body.expires_in, "3599");
  },
  "token-expiry-tiny": async () => {
    const body = await (await mint({ fault: "token-expiry-tiny" })).json();
    assert.strictEqual(body.expires_in, 1);
  },
  "token-redirect": async () => {
    assert.strictEqual((await mint({ fault: "token-redirect" })).status, 404);
  },
  "token-echo": async () => {
    const response = await mint({ fault: "token-echo" });
    assert.strictEqual(response.status, 400);
    assert.match((await response.json()).error_description, /eyJ\w+\.eyJ\w+\./);
  },
};

test("fail() holds requests to a rate, by the emulator's clock", async () => {
  let nowMs = Date.now();
  const { emulator, post } = await openDesk({ now: () => nowMs });
  emulator.fail({ ratePerSecond: 2, retryInfo: "1s" });
  const statuses = async () => [(await post(hello)).status, (await post(hello)).status];
  assert.deepEqual(await statuses(), [200, 200]);
  nowMs += 999;
  const refused = await post(hello);
  assert.strictEqual(refused.status, 429);
  assert.strictEqual((await refused.json()).error.details[0].retryDelay, "1s");
  nowMs += 1;
  assert.deepEqual(await statuses(), [200, 200]);
  assert.deepEqual(await statuses(), [429, 429]);
  emulator.reset();
  assert.deepEqual(await statuses(), [200, 200]);
});

test("fail() with a rate refuses no more often than it is told", async () => {
  const { emulator, post } = await openDesk();
  emulator.fail({ ratePerSecond: 0, times: 1 });
  assert.strictEqual((await post(hello)).status, 429);
  assert.strictEqual((await post(hello)).status, 200);
});

test("createEmulator() counts the bytes that it has written", async () => {
  const { emulator, post } = await openDesk();
  const before = emulator.bytesWritten;
  const text = await (await post(hello)).text();
  assert.strictEqual(emulator.bytesWritten - before, new TextEncoder().encode(text).length);
});

for (const fault of faults) {
  test(`emulator plays ${fault}`, async () => {
    await { ...strikes, ...tokenStrikes }[fault]();
  });
}

test("fail() plays several faults together and refuses mixtures across endpoints", async () => {
  const { emulator, post } = await openDesk();
  emulator.fail({ fault: ["truncate-stream", "byte-by-byte", "wrong-content-type"] });
  const response = await post(stream);
  assert.strictEqual(response.headers.get("content-type"), "text/plain");
  assert.notInclude(await response.text(), "[DONE]");
  assert.throws(() => emulator.fail({ fault: ["hang", "token-html"] }), TypeError);
  assert.throws(() => emulator.fail({ fault: "nonsense" as FaultName }), TypeError, "nonsense");
});

const impossible: Record<string, [fault: unknown, said: RegExp]> = {
  "nothing": [{}, /it has no status, fault, delayMs or ratePerSecond/],
  "an aim alone": [{ times: 2, on: "token" }, /it has no status/],
  "no fault's name": [{ fault: [] }, /it has no status/],
  "an undefined fault": [{ fault: undefined }, /it has no status/],
  "a status that is none": [{ status: 999 }, /its status is no whole number from 200 to 599/],
  "a status of the protocol's own": [{ status: 101 }, /its status is no whole number/],
  "a status in between": [{ status: 429.5 }, /its status is no whole number/],
  "a status as text": [{ status: "429" }, /its status is no whole number/],
  "an undefined status": [{ status: undefined, delayMs: 1 }, /its status is no whole number/],
  "a rate as text": [{ ratePerSecond: "1" }, /its ratePerSecond is no number from 0 up/],
  "a delay that is no number": [{ delayMs: NaN }, /its delayMs is no number from 0 up/],
  "times that are no number": [{ status: 429, times: "twice" }, /its times is no number from 0 up/],
  "times below none": [{ status: 429, times: -1 }, /its times is no number from 0 up/],
  "an endpoint that nobody asks": [{ status: 429, on: "tokens" }, /neither "api" nor "token"/],
};
for (const [name, [fault, said]] of Object.entries(impossible)) {
  test(`fail() refuses ${name}`, async () => {
    const emulator = await openEmulator();
    // A cast, for tests without types.
    assert.throws(() => emulator.fail(fault as Fault), TypeError, said);
  });
}

test("fail() takes every status that a Response takes", async () => {
  const { emulator, post } = await openDesk();
  for (const status of [200, 204, 304, 599]) {
    emulator.fail({ status });
    const response = await post(hello);
    assert.strictEqual(response.status, status);
    await response.body?.cancel();
  }
});
