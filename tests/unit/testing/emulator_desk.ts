import { importPKCS8, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import { createEmulator } from "../../../src/testing/mod.ts";
import type { Emulator, EmulatorOptions, ServiceAccountKey } from "../../../src/testing/mod.ts";

/** An emulator, a token for it, and short ways to call it. */
export interface Desk {
  readonly emulator: Emulator;
  readonly token: string;
  readonly post: (body: unknown, init?: PostInit) => Promise<Response>;
}

/** What a call may change. */
export interface PostInit {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export const globalUrl =
  "https://aiplatform.googleapis.com/v1/projects/my-project/locations/global/endpoints/openapi/chat/completions";
export const model = "google/gemini-3.1-pro-preview";
export const hello = { model, messages: [{ role: "user", content: "Hello there" }] };
export const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform";

// Making a key costs 100 ms, so all tests share one: plain JSON, which may outlive a request on workerd.
let sharedKey: ServiceAccountKey | undefined;

export async function openEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await createEmulator({ serviceAccountKey: sharedKey, ...options });
  sharedKey ??= emulator.serviceAccountKey;
  return emulator;
}

export async function openDesk(options: EmulatorOptions = {}): Promise<Desk> {
  const emulator = await openEmulator(options);
  const now = options.now?.() ?? Date.now();
  const answer = await exchange(
    emulator,
    await signAssertion(emulator.serviceAccountKey, goodClaims(emulator, now)),
  );
  const { access_token } = await answer.json();
  return {
    emulator,
    token: access_token,
    post: (body, init = {}) =>
      emulator.fetch(init.url ?? globalUrl, {
        method: "POST",
        headers: {
          "authorization": `Bearer ${access_token}`,
          "content-type": "application/json",
          ...init.headers,
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
        signal: init.signal ?? null,
      }),
  };
}

export function goodClaims(emulator: Emulator, nowMs: number): JWTPayload {
  const iat = Math.floor(nowMs / 1_000);
  return {
    iss: emulator.serviceAccountKey.client_email,
    aud: emulator.tokenEndpoint,
    scope: cloudPlatform,
    iat,
    exp: iat + 3_600,
  };
}

export async function signAssertion(
  key: ServiceAccountKey,
  claims: JWTPayload,
  header: { readonly kid?: string } = { kid: key.private_key_id },
): Promise<string> {
  const privateKey = await importPKCS8(key.private_key, "RS256");
  return await new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", ...header }).sign(
    privateKey,
  );
}

export function exchange(emulator: Emulator, assertion: string): Promise<Response> {
  return emulator.fetch(emulator.tokenEndpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion,
    }),
  });
}

/** The JSON of every event of a stream, without `[DONE]`. */
export function readEvents(text: string): WireAnswer[] {
  return text.split("\n\n").filter((event) => event.startsWith("data: {")).map((event) =>
    JSON.parse(event.slice("data: ".length))
  );
}

/** As much of the wire as the tests look at. */
export interface WireAnswer {
  readonly choices?: readonly WireChoice[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens?: number;
    readonly total_tokens: number;
    readonly completion_tokens_details?: { readonly reasoning_tokens: number };
  };
}

export interface WireChoice {
  readonly index: number;
  readonly finish_reason?: string;
  readonly message?: WireMessage;
  readonly delta?: WireMessage;
}

export interface WireMessage {
  readonly role?: string;
  // deno-lint-ignore no-explicit-any -- a string, a list of parts, or null, told apart by the tests
  readonly content?: any;
  readonly reasoning?: string;
  readonly audio?: { readonly data: string; readonly extra_content: unknown };
  readonly extra_content?: {
    readonly google?: { readonly thought?: boolean; readonly thought_signature?: string };
    readonly vertex?: { readonly thought_signature?: string };
  };
  readonly tool_calls?: readonly WireCall[];
}

export interface WireCall {
  readonly id?: string;
  readonly index?: number;
  readonly type?: string;
  readonly function: { readonly name?: string; readonly arguments?: string };
  readonly extra_content?: WireMessage["extra_content"];
}
