import fc from "fast-check";
import { isVertexError, VertexError } from "../../mod.ts";
import { parseJson } from "../../src/errors.ts";
import {
  answerError,
  type FailedAnswer,
  parseGoogleError,
  retryAfter,
} from "../../src/errors/google_error.ts";
import { readBounded } from "../../src/errors/read_body.ts";
import { assert, test } from "../harness.ts";

const retryInfo = (retryDelay: unknown) => ({
  "@type": "type.googleapis.com/google.rpc.RetryInfo",
  retryDelay,
});
const google = (details?: unknown[]) => ({
  error: { code: 429, message: "Resource exhausted.", status: "RESOURCE_EXHAUSTED", details },
});

function failed(body: unknown, changes: Partial<FailedAnswer> = {}): VertexError {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return answerError({ action: "test", status: 429, body: text, ...changes });
}

test("VertexError keeps its name and code when it is serialized", () => {
  const error = new VertexError("timeout", "Cannot test", { cause: "secret", retryable: true });
  const { name, code, retryable, cause } = JSON.parse(JSON.stringify(error));
  assert.deepEqual([name, code, retryable, cause], ["VertexError", "timeout", true, undefined]);
});

test("VertexError has a cause only if there is one", () => {
  assert.isFalse("cause" in new VertexError("timeout", "Cannot test"));
  assert.equal(new VertexError("timeout", "Cannot test", { cause: 1 }).cause, 1);
});

test("isVertexError() knows an error of another copy of the library", () => {
  const other = Object.assign(new Error("Cannot test"), { name: "VertexError", code: "timeout" });
  assert.isTrue(isVertexError(other));
});

for (
  const value of [undefined, null, "VertexError", {}, new Error("no"), {
    name: "VertexError",
    code: 1,
  }]
) {
  test(`isVertexError() refuses ${String(value)} ${JSON.stringify(value)}`, () => {
    assert.isFalse(isVertexError(value));
  });
}

const shapes: Record<
  string,
  [body: unknown, status: string | undefined, message: string | undefined]
> = {
  "an object": [google(), "RESOURCE_EXHAUSTED", "Resource exhausted."],
  "an array": [[google()], "RESOURCE_EXHAUSTED", "Resource exhausted."],
  "OAuth's": [
    { error: "invalid_grant", error_description: "Invalid JWT Signature." },
    "invalid_grant",
    "Invalid JWT Signature.",
  ],
  "OAuth's without a description": [{ error: "invalid_grant" }, "invalid_grant", "invalid_grant"],
  "vLLM's flat one": [
    { object: "error", message: "too long", type: "BadRequestError", param: null, code: 400 },
    "BadRequestError",
    "too long",
  ],
  "OpenAI's": [
    { error: { message: "no model", type: "invalid_request_error", code: "model_not_found" } },
    "model_not_found",
    "no model",
  ],
  "one without a status": [{ error: { code: 429, message: "no" } }, undefined, "no"],
};
for (const [name, [body, status, message]] of Object.entries(shapes)) {
  test(`parseGoogleError() reads the form: ${name}`, () => {
    const error = parseGoogleError(body);
    assert.deepEqual([error?.status, error?.message], [status, message]);
  });
}

for (
  const body of [undefined, null, "error", 1, [], [1], {}, { error: null }, { error: 1 }, {
    choices: [],
  }]
) {
  test(`parseGoogleError() finds no error in ${JSON.stringify(body)}`, () => {
    assert.isUndefined(parseGoogleError(body));
  });
}

test("parseGoogleError() keeps the details as they came", () => {
  const details = [retryInfo("1s"), { "@type": "other", any: [1] }];
  assert.deepEqual(parseGoogleError(google(details))?.details, details);
});

const codes: Record<number, string> = {
  400: "invalid_request",
  401: "auth_failed",
  403: "permission_denied",
  404: "not_found",
  408: "http_error",
  409: "http_error",
  429: "rate_limited",
  500: "http_error",
  503: "http_error",
};
for (const [status, code] of Object.entries(codes)) {
  test(`answerError() makes ${code} of ${status}`, () => {
    const error = failed("", { status: Number(status) });
    assert.deepEqual([error.code, error.status], [code, Number(status)]);
  });
}

for (
  const [status, retryable] of [
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [409, false],
    [429, true],
    [499, false],
    [500, true],
    [501, false],
    [502, true],
    [503, true],
    [504, true],
  ] as const
) {
  test(`answerError() calls ${status} ${retryable ? "" : "not "}retryable`, () => {
    assert.equal(failed("", { status }).retryable, retryable);
  });
}

test("answerError() says what Google says", () => {
  const error = failed(google());
  assert.equal(
    error.message,
    "Cannot test: the server answered 429 RESOURCE_EXHAUSTED: Resource exhausted.",
  );
  assert.equal(error.googleStatus, "RESOURCE_EXHAUSTED");
});

test("answerError() reads what a person would of an HTML page", () => {
  const page =
    "<!DOCTYPE html><html><style>p{color:red}</style><title>Error 502</title><p>Try\n again.</html>";
  assert.equal(
    failed(page, { status: 502 }).message,
    "Cannot test: the server answered 502: Error 502 Try again.",
  );
});

test("answerError() reads an error without an envelope", () => {
  const error = failed({ message: "No such route", code: "no_route" }, { status: 404 });
  assert.match(error.message, /^Cannot test: the server answered 404 no_route: No such route/);
});

for (const body of ['"No such route"', '["No such route"]', "7", '{"detail":"No such route"}']) {
  test(`answerError() quotes JSON in which it finds no error: ${body}`, () => {
    const error = failed(body, { status: 400 });
    assert.equal(error.message, `Cannot test: the server answered 400: ${body}`);
    assert.isUndefined(error.googleStatus);
  });
}

test("answerError() says the status alone of an empty body", () => {
  assert.equal(failed("", { status: 502 }).message, "Cannot test: the server answered 502");
});

for (const body of ["<".repeat(65_536), "<script".repeat(9_000), "<a".repeat(30_000)]) {
  test(`answerError() reads ${body.slice(0, 7)} many times over in no time`, () => {
    const startedAtMs = Date.now();
    failed(body);
    assert.isBelow(Date.now() - startedAtMs, 500);
  });
}

test("answerError() bounds its message, its status name and its details", () => {
  const long = "x".repeat(200_000);
  const error = failed({ error: { code: 400, message: long, status: long, details: [long] } }, {
    status: 200,
  });
  assert.isBelow(JSON.stringify(error).length, 3_000);
  assert.isBelow(error.message.length, 2_000);
});

test("answerError() takes the status of an error inside a 200 from its body", () => {
  const error = failed([google()], { status: 200 });
  assert.deepEqual([error.code, error.status, error.retryable], ["rate_limited", 429, true]);
});

test("answerError() takes an error inside a 200 without a number for a 500", () => {
  assert.equal(failed({ error: { message: "no" } }, { status: 200 }).status, 500);
});

test("answerError() takes over a code that is given", () => {
  assert.equal(failed(google(), { code: "stream_error" }).code, "stream_error");
});

const cures: [status: number, body: unknown, cure: RegExp][] = [
  [302, "", /redirect is not followed/],
  [400, { error: { message: "missing thought_signature" } }, /with its extra_content/],
  [403, { error: { details: [{ reason: "SERVICE_DISABLED" }] } }, /enable the API/],
  [403, {}, /grant the identity the role roles\/aiplatform\.user/],
  [404, {}, /check project, location and model/],
];
for (const [status, body, cure] of cures) {
  test(`answerError() names the cure for ${status} ${JSON.stringify(body)}`, () => {
    assert.match(failed(body, { status }).message, cure);
  });
}

for (
  const [retryDelay, ms] of [["1s", 1_000], ["34.4s", 34_400], ["0s", 0], ["0.5s", 500]] as const
) {
  test(`answerError() reads RetryInfo of ${retryDelay}`, () => {
    assert.equal(failed(google([{ "@type": "other" }, retryInfo(retryDelay)])).retryAfterMs, ms);
  });

  test(`answerError() reads RetryInfo of ${retryDelay} in an array`, () => {
    assert.equal(failed([google([retryInfo(retryDelay)])]).retryAfterMs, ms);
  });
}

const nonsense: unknown[] = [undefined, null, 1, "1", "s", "-1s", "1m", "1e3s", {}, {
  toString: null,
}];
for (const retryDelay of nonsense) {
  test(`answerError() reads no hint in RetryInfo of ${JSON.stringify(retryDelay)}`, () => {
    assert.isUndefined(failed(google([retryInfo(retryDelay)])).retryAfterMs);
  });
}

test("answerError() prefers Retry-After to RetryInfo", () => {
  const headers = new Headers({ "retry-after": "2" });
  assert.equal(failed(google([retryInfo("1s")]), { headers }).retryAfterMs, 2_000);
});

test("answerError() never throws, whatever the body", () => {
  const any = fc.json({ maxDepth: 6 });
  const details = fc.array(fc.record({ "@type": fc.jsonValue(), retryDelay: fc.jsonValue() }));
  const near = fc.record({ error: fc.record({ code: fc.jsonValue(), details }) }).map((body) =>
    JSON.stringify(body)
  );
  fc.assert(
    fc.property(fc.oneof(any, near, fc.string()), fc.constantFrom(200, 429), (body, status) => {
      assert.isTrue(isVertexError(failed(body, { status })));
    }),
  );
});

for (const [value, ms] of [["0", 0], ["7", 7_000], [" 7 ", 7_000], ["1.5", 1_500]] as const) {
  test(`retryAfter() reads ${JSON.stringify(value)} as seconds`, () => {
    assert.equal(retryAfter(new Headers({ "retry-after": value })), ms);
  });
}

for (const value of ["", "-5", "soon", "1e3", "2030-01-01", "5 s", "Infinity"]) {
  test(`retryAfter() reads no hint in ${JSON.stringify(value)}`, () => {
    assert.isUndefined(retryAfter(new Headers({ "retry-after": value })));
  });
}

test("retryAfter() measures a date against the server's own clock", () => {
  const headers = new Headers({
    "date": "Sun, 06 Nov 1994 08:49:37 GMT",
    "retry-after": "Sun, 06 Nov 1994 08:50:07 GMT",
  });
  assert.equal(retryAfter(headers), 30_000);
});

test("retryAfter() keeps to a zone that is named, whichever it is", () => {
  const headers = new Headers({
    "retry-after": "Sun, 06 Nov 1994 00:49:37 -0800",
    date: "Sun, 06 Nov 1994 08:49:07 GMT",
  });
  assert.equal(retryAfter(headers), 30_000);
});

for (const code of [3, 4041]) {
  test(`answerError() knows no cure for an error that is numbered ${code}`, () => {
    const { message } = failed({ error: { code, message: "no" } }, { status: 200 });
    assert.notMatch(message, /redirect|check project/);
  });
}

test("retryAfter() reads a date without a zone as the protocol's own", () => {
  const headers = new Headers({
    "retry-after": "Sun Nov  6 08:49:37 1994",
    date: "Sun, 06 Nov 1994 08:49:07 GMT",
  });
  assert.equal(retryAfter(headers), 30_000);
});

test("retryAfter() measures a date against this clock if the server tells none", () => {
  const inAMinute = new Date(Date.now() + 60_000).toUTCString();
  assert.approximately(retryAfter(new Headers({ "retry-after": inAMinute })) ?? 0, 59_500, 1_500);
});

test("retryAfter() waits for no date that has passed", () => {
  assert.equal(retryAfter(new Headers({ "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" })), 0);
});

test("retryAfter() reads nothing where the server tells nothing", () => {
  assert.isUndefined(retryAfter(new Headers()));
});

test("parseJson() answers undefined for what is no JSON", () => {
  assert.deepEqual([parseJson("{"), parseJson(""), parseJson('{"a":1}')], [undefined, undefined, {
    a: 1,
  }]);
});

test("readBounded() reads a short body whole, also where a character is cut", async () => {
  const bytes = new TextEncoder().encode("größe");
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  assert.equal(await readBounded(new Response(body), 100), "größe");
});

test("readBounded() marks a character that is cut off at the end", async () => {
  assert.equal(await readBounded(new Response(Uint8Array.of(97, 0xc3)), 100), "a\uFFFD");
});

test("readBounded() reads nothing of an answer without a body", async () => {
  assert.equal(await readBounded(new Response(null, { status: 204 }), 100), "");
});

test("readBounded() stops at its limit and lets go, also where that never ends", async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(10).fill(97)),
    cancel() {
      cancelled = true;
      return new Promise(() => {});
    },
  });
  assert.equal(await readBounded(new Response(body), 20), "a".repeat(20));
  assert.isTrue(cancelled);
});
