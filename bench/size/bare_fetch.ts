/**
 * The floor: the same completion with jose and a bare fetch. It keeps the token until shortly
 * before it expires, and throws on an error status; it has no retries, deadlines, streams, repairs,
 * checks of what comes in, or types of what comes out.
 */
import { importPKCS8, SignJWT } from "jose";

interface ServiceAccountKey {
  readonly project_id: string;
  readonly client_email: string;
  readonly private_key: string;
  readonly private_key_id: string;
}

interface Completion {
  readonly choices: readonly { readonly message: { readonly content: string | null } }[];
}

const tokenUrl = "https://oauth2.googleapis.com/token";
let cached: { readonly token: string; readonly expiresAtMs: number } | undefined;

/** Asks once. */
export async function ask(serviceAccountKey: string, question: string): Promise<string | null> {
  const key: ServiceAccountKey = JSON.parse(serviceAccountKey);
  const url = `https://aiplatform.googleapis.com/v1/projects/${key.project_id}` +
    "/locations/global/endpoints/openapi/chat/completions";
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${await token(key)}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "google/gemini-3.1-pro-preview",
      messages: [{ role: "user", content: question }],
    }),
  });
  if (!response.ok) throw new Error(`Vertex AI answered ${response.status}`);
  const completion: Completion = await response.json();
  return completion.choices[0]?.message.content ?? null;
}

async function token(key: ServiceAccountKey): Promise<string> {
  if (cached !== undefined && cached.expiresAtMs > Date.now() + 60_000) return cached.token;
  const assertion = await new SignJWT({ scope: "https://www.googleapis.com/auth/cloud-platform" })
    .setProtectedHeader({ alg: "RS256", kid: key.private_key_id })
    .setIssuer(key.client_email)
    .setAudience(tokenUrl)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(await importPKCS8(key.private_key, "RS256"));
  const response = await fetch(tokenUrl, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion,
    }),
  });
  if (!response.ok) throw new Error(`The token endpoint answered ${response.status}`);
  const minted: { access_token: string; expires_in: number } = await response.json();
  cached = { token: minted.access_token, expiresAtMs: Date.now() + minted.expires_in * 1000 };
  return cached.token;
}
