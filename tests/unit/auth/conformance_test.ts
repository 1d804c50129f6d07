/** What holds for every credential source. */
import { isVertexError } from "../../../mod.ts";
import type { Emulator } from "../../../src/testing/mod.ts";
import { failureOf, leaksOf, thrownBy } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { MODEL, NOW_MS, openDesk, secretsOf, sources } from "./sources.ts";

const ask = { model: MODEL, messages: [{ role: "user" as const, content: "Hello" }] };

for (const [name, { make, steps }] of Object.entries(sources)) {
  test(`${name} gives a token that Vertex AI accepts`, async () => {
    const desk = await openDesk();
    const completion = await desk.client(make(desk.emulator)).chat.completions.create(ask);
    assert.isNotEmpty(completion.choices[0]?.message.content);
    assert.equal(desk.mints(), steps);
  });

  test(`${name} tells the token's expiry by the caller's clock`, async () => {
    const desk = await openDesk();
    const { token, type, expiresAtMs } = await make(desk.emulator).getToken(desk.context());
    assert.match(token, /^ya29\./);
    assert.equal(type, "bearer");
    assert.approximately(expiresAtMs ?? 0, NOW_MS + 3_600_000, 1_000);
  });

  test(`${name} touches nothing before the first token`, async () => {
    const desk = await openDesk();
    desk.client(make(desk.emulator));
    assert.lengthOf(desk.emulator.requests, 0);
  });

  test(`${name} serves many callers with one mint, and keeps the token`, async () => {
    const desk = await openDesk();
    const vertex = desk.client(make(desk.emulator));
    const tokens = await Promise.all(Array.from({ length: 20 }, () => vertex.getAccessToken()));
    tokens.push(await vertex.getAccessToken());
    assert.equal(new Set(tokens).size, 1);
    assert.equal(desk.mints(), steps);
  });

  test(`${name} shares its token through a store`, async () => {
    const desk = await openDesk();
    const entries = new Map<string, string>();
    const store = {
      get: (entry: string) => Promise.resolve(entries.get(entry)),
      set: (entry: string, value: string) => Promise.resolve(entries.set(entry, value)),
    };
    const tokenStore = { store, sealingKey: "sixteen-characters" };
    const kept: Promise<unknown>[] = [];
    const waitUntil = (promise: Promise<unknown>) => void kept.push(promise);
    const tokens: string[] = [];
    for (let isolate = 0; isolate < 2; isolate++) {
      const vertex = desk.client(make(desk.emulator), { tokenStore, waitUntil });
      tokens.push(await vertex.getAccessToken());
      await Promise.all(kept);
    }
    assert.equal(tokens[0], tokens[1]);
    assert.equal(desk.mints(), steps);
    assert.notInclude([...entries.values()].join(), tokens[0] ?? "");
  });

  test(`${name} refreshes ahead of expiry, in the background`, async () => {
    const desk = await openDesk();
    const kept: Promise<unknown>[] = [];
    const vertex = desk.client(make(desk.emulator));
    const first = await vertex.getAccessToken();
    desk.nowMs += 3_400_000;
    const waitUntil = (promise: Promise<unknown>) => void kept.push(promise);
    await vertex.chat.completions.create(ask, { waitUntil });
    assert.lengthOf(kept, 1);
    await kept[0];
    assert.notEqual(await vertex.getAccessToken(), first);
    assert.equal(desk.mints(), 2 * steps);
  });

  test(`${name} mints anew once the token has expired`, async () => {
    const desk = await openDesk();
    const vertex = desk.client(make(desk.emulator));
    const first = await vertex.getAccessToken();
    desk.nowMs += 3_700_000;
    assert.notEqual(await vertex.getAccessToken(), first);
    await vertex.chat.completions.create(ask);
  });

  test(`${name} mints anew once Vertex AI refuses the token`, async () => {
    const desk = await openDesk();
    const vertex = desk.client(make(desk.emulator));
    await vertex.getAccessToken();
    desk.emulator.revokeTokens();
    await vertex.chat.completions.create(ask);
    assert.equal(desk.mints(), 2 * steps);
  });

  test(`${name} lets one caller leave without the others`, async () => {
    const desk = await openDesk();
    const vertex = desk.client(make(desk.emulator));
    desk.emulator.fail({ delayMs: 20, on: "token" });
    const controller = new AbortController();
    const leaving = thrownBy(() => vertex.getAccessToken({ signal: controller.signal }));
    const staying = vertex.getAccessToken();
    const reason = new Error("had enough");
    controller.abort(reason);
    assert.strictEqual(await leaving, reason);
    assert.match(await staying, /^ya29\./);
    assert.equal(desk.mints(), steps);
  });

  test(`${name} ends with the reason of its context's signal`, async () => {
    const desk = await openDesk();
    desk.emulator.fail({ fault: "hang-token", times: 9 });
    const controller = new AbortController();
    const { signal } = controller;
    const ending = thrownBy(() => make(desk.emulator).getToken(desk.context({ signal })));
    setTimeout(() => controller.abort("the deadline"), 20);
    assert.strictEqual(await ending, "the deadline");
  });

  test(`${name} ends at once under a signal that is aborted already`, async () => {
    const desk = await openDesk();
    const signal = AbortSignal.abort("too late");
    const reason = await thrownBy(() => make(desk.emulator).getToken(desk.context({ signal })));
    assert.strictEqual(reason, "too late");
  });

  for (const fault of [{ status: 503, on: "token" as const }, { fault: "token-reset" as const }]) {
    test(`${name} is tried again after ${"status" in fault ? fault.status : fault.fault}`, async () => {
      const desk = await openDesk();
      desk.emulator.fail(fault);
      assert.match(await desk.client(make(desk.emulator)).getAccessToken(), /^ya29\./);
    });
  }

  for (const fault of ["token-html", "token-empty"] as const) {
    test(`${name} takes ${fault} for no token`, async () => {
      const desk = await openDesk();
      desk.emulator.fail({ fault, times: 9 });
      const error = await failureOf(() => make(desk.emulator).getToken(desk.context()));
      assert.equal(error.code, "auth_failed");
      assert.match(error.message, /no JSON; check|is no metadata server/);
    });
  }

  test(`${name} follows no redirect`, async () => {
    const desk = await openDesk();
    const redirectTo = "https://evil.example/token";
    desk.emulator.fail({ status: 307, redirectTo, on: "token", times: 9 });
    await failureOf(() => make(desk.emulator).getToken(desk.context()));
    assert.isEmpty(desk.emulator.requests.filter(({ kind }) => kind !== "token"));
  });

  test(`${name} repeats no secret that a server quotes`, async () => {
    const desk = await openDesk();
    const sent: string[] = [];
    const fetch: Emulator["fetch"] = async (input, init) => {
      const { authorization = "" } = Object.fromEntries(new Headers(init?.headers));
      const quoted = `${authorization} ${String(init?.body ?? "")}`;
      // The last step of a mint is the one that fails.
      if (sent.push(quoted) < steps || String(input).startsWith("https://idp.")) {
        return await desk.fetch(input, init);
      }
      const error = { error: "invalid_grant", error_description: `no: ${quoted}` };
      return Response.json(error, { status: 400 });
    };
    const error = await failureOf(() => make(desk.emulator).getToken(desk.context({ fetch })));
    const tokens = sent.join(" ").match(/ya29\.[^\s"]+|eyJ[\w.-]+/g) ?? [];
    assert.deepEqual(leaksOf(error, `${secretsOf(desk.emulator)} ${tokens.join(" ")}`), []);
    assert.isTrue(isVertexError(error));
  });
}
