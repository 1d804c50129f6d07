import { checkHealth } from "../../../src/hono/check_health.ts";
import { assert, test } from "../../harness.ts";
import { apiKey, bearer, openDesk } from "./gateway_desk.ts";

test("GET /health is for everyone, and asks nobody", async () => {
  const { gateway, emulator } = await openDesk({ gateway: { apiKeys: undefined } });
  const response = await gateway.request("/health");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: "ok" });
  assert.lengthOf(emulator.requests, 0);
});

test("GET /health?deep needs a key", async () => {
  const { gateway, emulator } = await openDesk();
  for (const headers of [{}, bearer("a-key-of-others")]) {
    for (const query of ["deep", "deep=", "deep=1"]) {
      assert.equal((await gateway.request(`/health?${query}`, { headers })).status, 401);
    }
  }
  assert.lengthOf(emulator.requests, 0);
});

test("GET /health?deep mints a token, once", async () => {
  const { get, emulator } = await openDesk();
  for (let turn = 0; turn < 2; turn++) {
    const response = await get("/health?deep");
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: "ok", token: "ok" });
  }
  assert.deepEqual(emulator.requests.map(({ kind }) => kind), ["token"]);
});

test("GET /health?deep says with 503 and a code that there is no token to be had", async () => {
  const told: unknown[] = [];
  const { get, emulator } = await openDesk({ gateway: { onError: (error) => told.push(error) } });
  const { client_email: account, project_id: project } = emulator.serviceAccountKey;
  const faults = [
    [{ status: 400, on: "token" }, "auth_failed"],
    [{ fault: "token-reset" }, "connection_failed"],
  ] as const;
  for (const [fault, reason] of faults) {
    emulator.fail(fault);
    const response = await get("/health?deep");
    assert.equal(response.status, 503);
    const text = await response.text();
    assert.deepEqual(JSON.parse(text), { status: "error", reason });
    assert.notInclude(text, account);
    assert.notInclude(text, project);
  }
  assert.lengthOf(told, 2);
  assert.equal((await get("/health?deep")).status, 200);
});

test("GET /health?deep is open where everything is", async () => {
  const { gateway } = await openDesk({ gateway: { apiKeys: "none" } });
  assert.equal((await gateway.request("/health?deep")).status, 200);
  const closed = await openDesk({ gateway: { apiKeys: [] } });
  const response = await closed.gateway.request("/health?deep", { headers: bearer(apiKey) });
  assert.equal(response.status, 500);
});

test("checkHealth() waits no longer than it may", async () => {
  const vertex: Parameters<typeof checkHealth>[0] = {
    getAccessToken: ({ signal } = {}) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
  };
  const told: unknown[] = [];
  const onError = (error: unknown) => told.push(error);
  const response = await checkHealth(vertex, { onError, timeoutMs: 20 });
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), { status: "error", reason: "timeout" });
  assert.lengthOf(told, 1);
});
