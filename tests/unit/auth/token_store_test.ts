import { createVertex } from "../../../mod.ts";
import type { AccessToken, Credentials, TokenStore } from "../../../src/auth/mod.ts";
import {
  accessToken,
  authorizedUser,
  firstOf,
  impersonated,
  metadataServer,
  serviceAccount,
} from "../../../src/auth/mod.ts";
import { deriveBytes } from "../../../src/auth/seal.ts";
import { type SharedTokens, shareTokens } from "../../../src/auth/token_store.ts";
import { failureOf, goodKey, leaksOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const KEY = "0123456789abcdef";
const token: AccessToken = { token: "ya29.planted-secret....", type: "bearer", expiresAtMs: 2_000 };
const credentials: Credentials = {
  projectId: "my-project",
  getToken: () => Promise.reject(new Error("no mint here")),
};

interface MemoryStore extends TokenStore {
  readonly entries: Map<string, string>;
  readonly hints: unknown[];
}

function createStore(entries: Map<string, string> = new Map()): MemoryStore {
  const hints: unknown[] = [];
  return {
    entries,
    hints,
    get: (name) => Promise.resolve(entries.get(name) ?? null),
    set(name, value, options) {
      entries.set(name, value);
      hints.push(options);
      return Promise.resolve();
    },
  };
}

/** A store with one sealed token. */
async function createFull(): Promise<MemoryStore> {
  const store = createStore();
  await shareTokens({ store, sealingKey: KEY }, credentials).save(token);
  return store;
}

const loadAll = (shared: SharedTokens) => shared.load(0);

test("deriveBytes() derives what RFC 5869 derives", async () => {
  // Appendix A.3: neither salt nor info.
  const bytes = new Uint8Array(await deriveBytes(new Uint8Array(22).fill(0x0b), "")).slice(0, 42);
  assert.equal(
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
  );
});

test("shareTokens() hands a token on to another isolate", async () => {
  const store = await createFull();
  const shared = shareTokens({ store: createStore(store.entries), sealingKey: KEY }, credentials);
  assert.deepEqual(await loadAll(shared), token);
});

test("shareTokens() takes the same key as text and as bytes", async () => {
  const sealingKey = new TextEncoder().encode(KEY);
  const shared = shareTokens({ store: await createFull(), sealingKey }, credentials);
  assert.deepEqual(await loadAll(shared), token);
});

test("shareTokens() gives the store nothing to read", async () => {
  const { entries } = await createFull();
  const [name = "", value = ""] = [...entries][0] ?? [];
  assert.match(name + value, /^[\w-]+$/);
  // In base64 a text looks another way at each of three offsets.
  const disguises = ["", "a", "aa"].map((pad) => btoa(pad + token.token).slice(4, 24));
  for (const secret of [token.token.slice(0, 8), "my-project", ...disguises]) {
    assert.notInclude(name + value, secret);
  }
});

test("shareTokens() seals the same token another way each time", async () => {
  const values = await Promise.all([createFull(), createFull()]);
  assert.lengthOf(new Set(values.flatMap(({ entries }) => [...entries.values()])), 2);
});

test("shareTokens() tells the store when the token ends", async () => {
  assert.deepEqual((await createFull()).hints, [{ expiresAtMs: 2_000 }]);
});

test("shareTokens() finds no token that ends too soon", async () => {
  const shared = shareTokens({ store: await createFull(), sealingKey: KEY }, credentials);
  assert.isUndefined(await shared.load(2_000));
  assert.deepEqual(await shared.load(1_999), token);
});

const strangers: Record<string, () => Promise<SharedTokens>> = {
  "another key": async () =>
    shareTokens({ store: await createFull(), sealingKey: `${KEY}!` }, credentials),
  "another project": async () =>
    shareTokens({ store: await createFull(), sealingKey: KEY }, { ...credentials, projectId: "b" }),
  "another identity": async () =>
    shareTokens({ store: await createFull(), sealingKey: KEY }, { ...credentials, identity: "b" }),
};
for (const [name, open] of Object.entries(strangers)) {
  test(`shareTokens() finds nothing with ${name}`, async () => {
    assert.isUndefined(await loadAll(await open()));
  });

  test(`shareTokens() does not open a value that was moved to ${name}`, async () => {
    const [value] = (await createFull()).entries.values();
    const store: TokenStore = { get: () => Promise.resolve(value), set: () => Promise.resolve() };
    const options = { store, sealingKey: name === "another key" ? `${KEY}!` : KEY };
    const changes = name === "another project"
      ? { projectId: "b" }
      : name === "another identity"
      ? { identity: "b" }
      : {};
    assert.isUndefined(await loadAll(shareTokens(options, { ...credentials, ...changes })));
  });
}

test("shareTokens() opens no value in which a single character was changed", async () => {
  const { entries } = await createFull();
  const [value = ""] = entries.values();
  const opened: number[] = [];
  // The last character of base64url may hold bits that mean nothing.
  for (let at = 0; at < value.length - 1; at++) {
    const changed = value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1);
    const store = { get: () => Promise.resolve(changed), set: () => Promise.resolve() };
    if (await loadAll(shareTokens({ store, sealingKey: KEY }, credentials))) opened.push(at);
  }
  assert.deepEqual(opened, []);
  assert.isAbove(value.length, 40);
});

const never = () => new Promise<never>(() => {});
const garbage = (value: unknown) => () => Promise.resolve(value as string);
const broken: Record<string, () => Promise<string>> = {
  "rejects": () => Promise.reject(new Error("down")),
  "throws": () => {
    throw new Error("down");
  },
  "hangs": never,
  "returns no promise": () => "garbage" as never,
  "returns a number": garbage(1),
  "returns an object": garbage({ token: "planted" }),
  "returns an empty text": garbage(""),
  "returns what is no base64": garbage("%%%% not sealed %%%%"),
  "returns a text that is too short": garbage("AAAA"),
  "returns a megabyte": garbage("A".repeat(1_000_000)),
};
for (const [name, fail] of Object.entries(broken)) {
  test(`shareTokens() takes a store that ${name} for empty`, async () => {
    const shared = shareTokens(
      { store: { get: fail, set: fail }, sealingKey: KEY },
      credentials,
      // Only what hangs waits for it; the others must have the time that their cryptography takes on a busy machine.
      name === "hangs" ? 100 : 10_000,
    );
    assert.isUndefined(await loadAll(shared));
    await shared.save(token);
  });
}

for (
  const [name, unshared] of Object.entries(
    {
      "without an end": { token: "a", type: "bearer" },
      "that ends nobody knows when": { token: "a", type: "bearer", expiresAtMs: NaN },
      "that is an API key": { token: "a", type: "apiKey", expiresAtMs: 2_000 },
    } satisfies Record<string, AccessToken>,
  )
) {
  test(`shareTokens() shares no token ${name}`, async () => {
    const store = createStore();
    await shareTokens({ store, sealingKey: KEY }, credentials).save(unshared);
    assert.lengthOf(store.hints, 0);
  });
}

const refused: Record<string, [tokenStore: unknown, said: RegExp]> = {
  "credentials without a private key": [{ store: createStore() }, /pass a sealingKey/],
  "a short sealingKey": [{ store: createStore(), sealingKey: "planted-secret" }, /shorter than 16/],
  "an empty sealingKey": [{ store: createStore(), sealingKey: "" }, /shorter than 16/],
  "a sealingKey that is neither text nor bytes": [{ store: createStore(), sealingKey: 1e20 }, /16/],
  "a sealingKey that is null": [{ store: createStore(), sealingKey: null }, /shorter than 16/],
  "no store": [{ sealingKey: KEY }, /no functions get and set/],
  "a store that cannot write": [{ store: { get: () => undefined } }, /no functions get and set/],
  "a bare store": [createStore(), /no functions get and set/],
  "true": [true, /no functions get and set/],
};
for (const [name, [tokenStore, said]] of Object.entries(refused)) {
  test(`createVertex() refuses ${name} as tokenStore`, async () => {
    const options = { credentials, tokenStore: tokenStore as never };
    const error = await failureOf(() => createVertex(options));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, said);
    assert.deepEqual(leaksOf(error, "planted-secret"), []);
  });
}

test("serviceAccount() seals with its private key, which it keeps to itself", async () => {
  const key = await goodKey();
  const store = createStore();
  await shareTokens({ store }, serviceAccount(key)).save(token);
  const pem = { ...key, private_key: key.private_key.replaceAll("\n", "\\n") };
  assert.deepEqual(await loadAll(shareTokens({ store }, serviceAccount(pem))), token);
  assert.notInclude(JSON.stringify(serviceAccount(key)), "PRIVATE");
});

for (
  const [name, options] of Object.entries({
    scopes: { scopes: ["https://www.googleapis.com/auth/devstorage.read_only"] },
    subject: { subject: "user@example.com" },
    tokenEndpoint: { tokenEndpoint: "https://tokens.example/mint" },
    selfSigned: { selfSigned: true },
  })
) {
  test(`serviceAccount() keeps tokens apart by ${name}`, async () => {
    const key = await goodKey();
    const store = createStore();
    await shareTokens({ store, sealingKey: KEY }, serviceAccount(key)).save(token);
    const other = shareTokens({ store, sealingKey: KEY }, serviceAccount(key, options));
    assert.isUndefined(await loadAll(other));
  });
}

/** What gcloud writes for a person; all persons have the same client, and most have no account in it. */
const person = (name: string) =>
  authorizedUser({
    type: "authorized_user",
    account: "",
    client_id: "764086051850.apps.googleusercontent.com",
    client_secret: "d-example",
    refresh_token: `1//${name}`,
  });
const acting = (source: Credentials) =>
  impersonated(source, { targetPrincipal: "a@my-project.iam.gserviceaccount.com" });
const asked = () => "ya29.a";

const pairs: Record<string, (name: string) => Credentials> = {
  "authorizedUser() by the refresh token": person,
  "impersonated() by the secret of the source": (name) => acting(person(name)),
  "firstOf() by the secret of its only source": (name) => firstOf(person(name)),
  "firstOf() by the secret of its last source": (name) => firstOf(metadataServer(), person(name)),
  "firstOf() by the secret of its first source": (name) => firstOf(person(name), person("carol")),
  "accessToken() by a name of the caller's": (name) => ({ ...accessToken(asked), identity: name }),
  "accessToken() by the project": (name) => accessToken(asked, { projectId: name }),
  "impersonated() by the project of the source": (name) =>
    acting(accessToken(asked, { projectId: name })),
  "firstOf() by the project of a source": (name) =>
    firstOf(accessToken(asked, { projectId: "p" }), accessToken(asked, { projectId: name })),
};
for (const [name, open] of Object.entries(pairs)) {
  test(`one sealingKey for several accounts keeps apart the tokens of ${name}`, async () => {
    const store = createStore();
    const share = (who: string) => shareTokens({ store, sealingKey: KEY }, open(who));
    await share("alice").save(token);
    assert.isUndefined(await loadAll(share("bob")));
    await share("bob").save({ ...token, token: "ya29.bob" });
    assert.lengthOf(new Set(store.entries.keys()), 2);
    assert.deepEqual(await loadAll(share("alice")), token);
  });
}

test("shareTokens() wants the sealingKey and the secret of the credentials, if it has both", async () => {
  const store = createStore();
  await shareTokens({ store, sealingKey: KEY }, person("alice")).save(token);
  assert.isUndefined(await loadAll(shareTokens({ store }, person("alice"))));
  const { identity } = person("alice");
  const knower = shareTokens({ store, sealingKey: KEY }, { ...credentials, identity });
  assert.isUndefined(await loadAll(knower));
});

test("firstOf() seals with the secrets of its sources, if there is no sealingKey", async () => {
  const store = createStore();
  await shareTokens({ store }, firstOf(person("alice"), person("bob"))).save(token);
  const again = shareTokens({ store }, firstOf(person("alice"), person("bob")));
  assert.deepEqual(await loadAll(again), token);
  assert.isUndefined(await loadAll(shareTokens({ store }, firstOf(person("alice"), person("b")))));
});
