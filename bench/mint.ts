/**
 * What a token costs: signed and exchanged anew, and from the cache. The token endpoint is in memory. Prints the races
 * as JSON; `deno task bench` makes tables of it.
 */
import { JWT } from "google-auth-library";
import { importPKCS8, SignJWT } from "jose";
import { createVertex } from "../mod.ts";
import { createEmulator } from "../src/testing/mod.ts";
import type { Race } from "./client.ts";
import { type Contender, race } from "./measure.ts";

const { serviceAccountKey: key } = await createEmulator();
const scope = "https://www.googleapis.com/auth/cloud-platform";
const aud = "https://oauth2.googleapis.com/token";
const answer = JSON.stringify({ access_token: "token", expires_in: 3_599, token_type: "Bearer" });

function tokenFetch(): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return Promise.resolve(new Response(answer, { headers }));
}

async function mintByHand(): Promise<string> {
  const signer = await importPKCS8(key.private_key, "RS256");
  const assertion = await new SignJWT({ scope })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.private_key_id })
    .setIssuer(key.client_email).setAudience(aud).setIssuedAt().setExpirationTime("1h").sign(
      signer,
    );
  const response = await tokenFetch();
  const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  new URLSearchParams({ grant_type: grant, assertion }).toString();
  return (await response.json()).access_token;
}

function clientOf(): () => Promise<string> {
  return createVertex({ credentials: key, fetch: tokenFetch }).getAccessToken;
}

function googleClient(): () => Promise<string> {
  const client = new JWT({
    email: key.client_email,
    key: key.private_key,
    keyId: key.private_key_id,
    scopes: [scope],
    transporterOptions: { fetchImplementation: tokenFetch },
  });
  return async () => (await client.getAccessToken()).token ?? "";
}

const cold: Contender[] = [
  many("jose and a bare fetch", 20, () => mintByHand),
  many("this library", 20, clientOf),
  many("google-auth-library", 20, googleClient),
];
const token = "token";
const getToken = clientOf();
const getGoogleToken = googleClient();
const warm: Contender[] = [
  many("a promise that is there", 10_000, () => () => Promise.resolve(token)),
  many("this library", 10_000, () => getToken),
  many("google-auth-library", 10_000, () => getGoogleToken),
];
const races: Race[] = [
  { title: "20 tokens, each by a client of its own", figures: await race(cold) },
  { title: "10,000 tokens from one client that has one", figures: await race(warm) },
];
console.log(JSON.stringify(races));

function many(name: string, count: number, make: () => () => Promise<string>): Contender {
  return {
    name,
    async run() {
      for (let done = 0; done < count; done++) {
        if (await make()() !== token) throw new Error("Wrong token");
      }
    },
  };
}
