/** Every credential source in a form that the emulator satisfies, for the cases that hold for all of them. */
import { createVertex, type Vertex, type VertexOptions } from "../../../mod.ts";
import {
  accessToken,
  authorizedUser,
  type Credentials,
  externalAccount,
  firstOf,
  fromEnvironment,
  impersonated,
  metadataServer,
  serviceAccount,
  type TokenContext,
} from "../../../src/auth/mod.ts";
import type { Emulator, EmulatorOptions } from "../../../src/testing/mod.ts";
import { startEmulator } from "../../fixtures.ts";

export const NOW_MS = 1_800_000_000_000;
export const MODEL = "google/gemini-3.1-pro-preview";

/** An emulator whose clock the test sets, with an identity provider of its own beside it. */
export interface Desk {
  readonly emulator: Emulator;
  readonly fetch: Emulator["fetch"];
  nowMs: number;
  /** Makes a client on the desk's clock. */
  client(credentials: Credentials, options?: Partial<VertexOptions>): Vertex;
  /** What `getToken` takes. */
  context(changes?: Partial<TokenContext>): TokenContext;
  /** How often tokens were asked for, the steps of one mint counted each. */
  mints(): number;
}

/** Opens a desk. */
export async function openDesk(options: EmulatorOptions = {}): Promise<Desk> {
  const emulator = await startEmulator({ now: () => desk.nowMs, ...options });
  const fetch: Emulator["fetch"] = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.startsWith(IDP)) return await emulator.fetch(input, init);
    const sent = new Headers(init?.headers);
    const caller = sent.get("authorization");
    if (caller !== "Bearer fake-request-token") return forbidden(caller);
    return Response.json({ value: await emulator.workloadIdentity.mintSubjectToken() });
  };
  const desk: Desk = {
    emulator,
    fetch,
    nowMs: NOW_MS,
    client: (credentials, options) =>
      createVertex({
        credentials,
        project: "my-project",
        fetch,
        now: () => desk.nowMs,
        retry: { baseDelayMs: 0 },
        ...options,
      }),
    context: (changes) => ({
      fetch,
      signal: new AbortController().signal,
      now: () => desk.nowMs,
      ...changes,
    }),
    mints: () => emulator.requests.filter(({ kind }) => kind === "token").length,
  };
  return desk;
}

/** The provider's address, which the desk serves. */
export const IDP = "https://idp.example.com";

/** A configuration of the emulator's provider. */
export function workload(emulator: Emulator, changes: Record<string, unknown> = {}): object {
  const { audience } = emulator.workloadIdentity;
  return { type: "external_account", audience, ...changes };
}

/** The address that a configuration names to act as the emulator's account. */
export function impersonationURL(emulator: Emulator): string {
  const email = emulator.serviceAccountKey.client_email;
  return `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`;
}

/** One source. */
export interface Source {
  /** Makes it. */
  readonly make: (emulator: Emulator) => Credentials;
  /** How many requests to Google one mint takes. */
  readonly steps: number;
}

const target = (emulator: Emulator) => ({
  targetPrincipal: emulator.serviceAccountKey.client_email,
});
const mintSubject = (emulator: Emulator) => () => emulator.workloadIdentity.mintSubjectToken();

/** All of them that mint. */
export const sources: Readonly<Record<string, Source>> = {
  "serviceAccount()": {
    make: (emulator) => serviceAccount(emulator.serviceAccountKey),
    steps: 1,
  },
  "authorizedUser()": { make: (emulator) => authorizedUser(emulator.authorizedUser), steps: 1 },
  "externalAccount() with a function": {
    make: (emulator) =>
      externalAccount(workload(emulator), { subjectToken: mintSubject(emulator) }),
    steps: 1,
  },
  "externalAccount() with an address": {
    make: (emulator) =>
      externalAccount(
        workload(emulator, {
          credential_source: {
            url: `${IDP}/token`,
            headers: { authorization: "Bearer fake-request-token" },
            format: { type: "json", subject_token_field_name: "value" },
          },
        }),
        { allowedOrigins: [IDP] },
      ),
    steps: 1,
  },
  "externalAccount() with a file": {
    make: (emulator) =>
      externalAccount(workload(emulator, { credential_source: { file: "/run/token" } }), {
        readFile: mintSubject(emulator),
      }),
    steps: 1,
  },
  "externalAccount() that acts as an account": {
    make: (emulator) =>
      externalAccount(
        workload(emulator, { service_account_impersonation_url: impersonationURL(emulator) }),
        { subjectToken: mintSubject(emulator) },
      ),
    steps: 2,
  },
  "impersonated()": {
    make: (emulator) => impersonated(authorizedUser(emulator.authorizedUser), target(emulator)),
    steps: 2,
  },
  "metadataServer()": { make: () => metadataServer(), steps: 1 },
  "accessToken() with a function": {
    make: (emulator) => {
      const source = serviceAccount(emulator.serviceAccountKey);
      return accessToken(async (context) => await source.getToken(context));
    },
    steps: 1,
  },
  "firstOf()": {
    make: (emulator) =>
      firstOf(
        { getToken: () => Promise.reject(new Error("none here")) },
        serviceAccount(emulator.serviceAccountKey),
      ),
    steps: 1,
  },
  "fromEnvironment()": {
    make: (emulator) =>
      fromEnvironment({
        GOOGLE_SERVICE_ACCOUNT: JSON.stringify(emulator.serviceAccountKey),
      }),
    steps: 1,
  },
};

/** All that a source may know and must not tell. */
export function secretsOf(emulator: Emulator): string {
  const { client_secret, refresh_token } = emulator.authorizedUser;
  const { private_key } = emulator.serviceAccountKey;
  return [client_secret, refresh_token, private_key, "fake-request-token"].join(" ");
}

/** It quotes what it refuses, as servers should not. */
function forbidden(caller: string | null): Response {
  return Response.json({ error: `unknown caller: ${caller}` }, { status: 403 });
}
