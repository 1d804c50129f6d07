/** Published JWTs: what signs and verifies here agrees with the RFCs. */
import { CompactSign, compactVerify, exportPKCS8, importJWK } from "jose";
import { externalAccount, serviceAccount } from "../../../src/auth/mod.ts";
import { goodKey, startEmulator } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { openDesk, workload } from "./sources.ts";
import rs256 from "../../vectors/jwt/rfc7515_a2.json" with { type: "json" };
import hs256 from "../../vectors/jwt/rfc7519_3_1.json" with { type: "json" };
import unsecured from "../../vectors/jwt/rfc7519_6_1.json" with { type: "json" };
import grant from "../../vectors/jwt/rfc7523_4.json" with { type: "json" };

const { kty, n, e } = rs256.jwk;
const publicJwk = { kty, n, e };

/** The RFC's private key as a key file has it. */
async function rfcPem(): Promise<string> {
  const key = await importJWK(rs256.jwk, "RS256", { extractable: true });
  if (key instanceof Uint8Array) throw new Error("no RSA key");
  return await exportPKCS8(key);
}

/** Posts an assertion to a stub, and gives the form. */
async function posted(key: object): Promise<{ body: string; assertion: string; type: string }> {
  const seen: RequestInit[] = [];
  await serviceAccount(key).getToken({
    signal: new AbortController().signal,
    now: () => 1_300_815_780_000,
    fetch: (_, init = {}) => {
      seen.push(init);
      return Promise.resolve(Response.json({ access_token: "ya29.a", expires_in: 1 }));
    },
  });
  const body = String(seen[0]?.body);
  const assertion = new URLSearchParams(body).get("assertion") ?? "";
  return { body, assertion, type: new Headers(seen[0]?.headers).get("content-type") ?? "" };
}

test("RS256 gives the signature of RFC 7515, appendix A.2", async () => {
  const key = await importJWK(rs256.jwk, "RS256");
  const payload = new TextEncoder().encode(rs256.payload);
  // jose writes the header itself, without blanks, as the RFC's is.
  assert.equal(JSON.stringify({ alg: "RS256" }), rs256.header);
  const jws = await new CompactSign(payload).setProtectedHeader({ alg: "RS256" }).sign(key);
  assert.equal(jws, rs256.jws);
});

test("serviceAccount() with the key of RFC 7515 signs what its public half verifies", async () => {
  const { assertion } = await posted({ ...(await goodKey()), private_key: await rfcPem() });
  const publicKey = await importJWK(publicJwk, "RS256");
  const { payload } = await compactVerify(assertion, publicKey, { algorithms: ["RS256"] });
  assert.equal(JSON.parse(new TextDecoder().decode(payload)).iss, (await goodKey()).client_email);
});

test("serviceAccount() posts its assertion in the form of RFC 7523, section 4", async () => {
  const { body, assertion, type } = await posted(await goodKey());
  assert.equal(type, grant.content_type);
  assert.isTrue(body.startsWith(`grant_type=${grant.encoded_grant_type}&assertion=`));
  // The RFC's header is encoded as ours is.
  const encoded = btoa(JSON.stringify(grant.header)).replaceAll("=", "");
  assert.equal(encoded, grant.encoded_header);
  assert.isTrue(btoa(JSON.stringify(grant.claims)).startsWith(grant.encoded_claims_begin));
  assert.lengthOf(assertion.split("."), 3);
});

test("the emulator verifies the signature of RFC 7515, and refuses it changed", async () => {
  const emulator = await startEmulator({
    serviceAccountKey: { ...(await goodKey()), private_key: await rfcPem() },
  });
  const refusal = async (assertion: string) => {
    const response = await emulator.fetch(emulator.tokenEndpoint, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion,
      }),
    });
    return (await response.json()).error_description;
  };
  // Its issuer is a stranger, which is looked at after the signature.
  assert.equal(await refusal(rs256.jws), "Invalid grant: account not found");
  const changed = rs256.jws.replace(/\.cC4/, ".dC4");
  assert.equal(await refusal(changed), "Invalid JWT Signature.");
  assert.equal(await refusal(hs256.jwt), "Invalid JWT Signature.");
  assert.equal(await refusal(unsecured.jwt), "Invalid JWT Signature.");
});

test("HS256 of RFC 7519, section 3.1 verifies with its key, and with no other", async () => {
  const key = await importJWK({ kty: "oct", k: hs256.k }, "HS256");
  const { payload } = await compactVerify(hs256.jwt, key, { algorithms: ["HS256"] });
  assert.deepEqual(JSON.parse(new TextDecoder().decode(payload)), hs256.claims);
});

for (const { jwt, source } of [hs256, unsecured]) {
  test(`the emulator takes no subject token as in ${source.split(":")[0]}`, async () => {
    const desk = await openDesk();
    // A key that only fits if the algorithm is believed.
    desk.emulator.workloadIdentity.jwks.keys.push({ kty: "oct", k: hs256.k });
    const form = {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      ...workload(desk.emulator),
      scope: "https://www.googleapis.com/auth/cloud-platform",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token: jwt,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    };
    const response = await desk.emulator.fetch("https://sts.googleapis.com/v1/token", {
      method: "POST",
      body: new URLSearchParams(form),
    });
    const { error, error_description } = await response.json();
    assert.equal(error, "invalid_grant");
    assert.match(error_description, /signature of the ID Token cannot be verified/);
  });
}

test("the emulator verifies subject tokens with a key of RFC 7515 that was put in", async () => {
  const desk = await openDesk();
  const { jwks, issuer, audience } = desk.emulator.workloadIdentity;
  const iat = desk.nowMs / 1_000;
  const claims = { iss: issuer, sub: "a", aud: audience, iat, exp: iat + 60 };
  const jwt = await new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "RS256", kid: "rfc" })
    .sign(await importJWK(rs256.jwk, "RS256"));
  const credentials = externalAccount(workload(desk.emulator), { subjectToken: () => jwt });
  jwks.keys.push({ ...publicJwk, kid: "rfc" });
  assert.match((await credentials.getToken(desk.context())).token, /^ya29\./);
});
