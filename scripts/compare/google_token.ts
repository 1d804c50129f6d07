/** The token function of those who have none: google-auth-library, as Google documents it. */
import { JWT } from "google-auth-library";
import type { Desk } from "./contender.ts";

/** Gives a token, from its cache where it can. */
export function createTokenFunction({ key, fetch }: Desk): () => Promise<string> {
  const client = new JWT({
    email: key.client_email,
    key: key.private_key,
    keyId: key.private_key_id,
    scopes: ["https://www.googleapis.com/auth/cloud-platform"],
    transporterOptions: { fetchImplementation: fetch },
  });
  return async () => (await client.getAccessToken()).token ?? "";
}
