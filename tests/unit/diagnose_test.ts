import { diagnose } from "../../mod.ts";
import { assert, test } from "../harness.ts";
import { makePair, reasonOf } from "./chat/client.ts";

test("diagnose() finds nothing wrong with a client that works, and asks each location for free", async () => {
  const { vertex, emulator } = await makePair({ location: ["us-central1", "global"] });
  const { ok, checks, text } = await diagnose(vertex);
  assert.isTrue(ok, text);
  assert.deepEqual(checks.map(({ name, location }) => [name, location]), [
    ["token", undefined],
    ["clock", undefined],
    ["model", "us-central1"],
    ["model", "global"],
  ]);
  const urls = emulator.requests.filter(({ kind }) => kind !== "token").map(({ url }) => url);
  assert.isTrue(urls.every((url) => url.endsWith(":countTokens")), urls.join("\n"));
});

test("diagnose() stops where no token can be had, and says why", async () => {
  const { vertex, emulator } = await makePair();
  emulator.fail({ fault: "token-html" });
  const { ok, checks, text } = await diagnose(vertex);
  assert.isFalse(ok);
  assert.lengthOf(checks, 1);
  assert.match(text, /^FAIL {2}Cannot get an access token: .*token endpoint.*check its address/);
});

test("diagnose() says what is missing, location by location", async () => {
  const { vertex, emulator } = await makePair({ location: ["us-central1", "global"] });
  emulator.fail({ status: 403, location: "us-central1" });
  emulator.fail({ status: 404, location: "global" });
  const { checks } = await diagnose(vertex);
  const messages = checks.filter(({ name }) => name === "model").map(({ message }) => message);
  assert.match(messages[0] ?? "", /roles\/aiplatform\.user/);
  assert.match(messages[1] ?? "", /check project, location and model/);
});

test("diagnose() names the difference of a clock that is wrong", async () => {
  // The client's clock is right; the emulator's `Date` header is not.
  const { vertex } = await makePair({ now: () => Date.now() - 600_000 }, {
    now: () => Date.now() - 600_000,
  });
  const { checks } = await diagnose(vertex);
  const clock = checks.find(({ name }) => name === "clock");
  assert.isFalse(clock?.ok);
  assert.match(clock?.message ?? "", /(599|600|601) s ahead of Google's/);
});

test("diagnose() asks another publisher's model for one token", async () => {
  const { vertex, emulator } = await makePair();
  const { ok } = await diagnose(vertex, { model: "meta/llama-4-maverick-17b-128e-instruct-maas" });
  assert.isTrue(ok);
  assert.deepInclude(Object(emulator.requests.at(-1)?.json), { max_tokens: 1 });
});

test("diagnose() rejects with the signal's own reason", async () => {
  const { vertex } = await makePair();
  const reason = new Error("mine");
  assert.strictEqual(
    await reasonOf(diagnose(vertex, { signal: AbortSignal.abort(reason) })),
    reason,
  );
});

test("diagnose() does not take a page that answers everything for the model", async () => {
  const { emulator } = await makePair();
  const page = () => new Response("<html>Sign in to the network</html>");
  const { vertex } = await makePair({
    credentials: emulator.serviceAccountKey,
    fetch: (input, init) =>
      String(input).endsWith(":countTokens")
        ? Promise.resolve(page())
        : emulator.fetch(input, init),
  });
  const { ok, text } = await diagnose(vertex);
  assert.isFalse(ok, text);
  assert.match(text, /with no JSON/);
});
