import { parseServiceAccountKey } from "../../../src/auth/service_account_key.ts";
import type { ServiceAccountKey } from "../../../src/testing/mod.ts";
import { failureOf, goodKey, leaksOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const escape = (text: string) => text.replaceAll("\n", "\\n");
const pemBody = (key: ServiceAccountKey) => key.private_key.split("\n").slice(1, -2).join("\n");
const relabel = (key: ServiceAccountKey, label: string) =>
  JSON.stringify({ ...key, private_key: key.private_key.replaceAll("PRIVATE KEY", label) });

const shapes: Record<string, (key: ServiceAccountKey) => object | string> = {
  "an object": (key) => key,
  "JSON text": (key) => JSON.stringify(key),
  "indented JSON text with a byte order mark": (key) => `\uFEFF${JSON.stringify(key, null, 2)}\n`,
  "base64": (key) => btoa(JSON.stringify(key)),
  "base64 in lines": (key) => btoa(JSON.stringify(key)).replace(/.{76}/g, "$&\n"),
  "base64url without padding": (key) =>
    btoa(JSON.stringify(key)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
  "base64 in quotes": (key) => `"${btoa(JSON.stringify(key))}"`,
  "an object with literal \\n": (key) => ({ ...key, private_key: escape(key.private_key) }),
  "an object with literal \\\\n": (key) => ({
    ...key,
    private_key: key.private_key.replaceAll("\n", "\\\\n"),
  }),
  "JSON text with literal \\n": (key) =>
    JSON.stringify({ ...key, private_key: escape(key.private_key) }),
  "an object with literal \\r\\n": (key) => ({
    ...key,
    private_key: key.private_key.replaceAll("\n", "\\r\\n"),
  }),
  "an object with CRLF": (key) => ({
    ...key,
    private_key: key.private_key.replaceAll("\n", "\r\n"),
  }),
  "a PEM block with blanks for line ends": (key) => ({
    ...key,
    private_key: key.private_key.replaceAll("\n", " "),
  }),
  "a PEM block in quotes": (key) => ({ ...key, private_key: `"${key.private_key}"` }),
  "JSON text in single quotes": (key) => `'${JSON.stringify(key)}'`,
  "JSON text in double quotes": (key) => `"${JSON.stringify(key)}"`,
  "JSON text encoded twice": (key) => JSON.stringify(JSON.stringify(key)),
  "JSON text with raw line ends in the PEM block": (key) =>
    JSON.stringify(key).replaceAll("\\n", "\n"),
  "JSON text with raw CRLF in the PEM block": (key) =>
    JSON.stringify(key).replaceAll("\\n", "\r\n"),
};

for (const [name, make] of Object.entries(shapes)) {
  test(`parseServiceAccountKey() reads ${name}`, async () => {
    const key = await goodKey();
    const { pkcs8, client_email, private_key_id, project_id } = parseServiceAccountKey(make(key));
    assert.equal(btoa(String.fromCharCode(...pkcs8)), pemBody(key).replaceAll("\n", ""));
    assert.deepEqual({ client_email, private_key_id, project_id }, {
      client_email: key.client_email,
      private_key_id: key.private_key_id,
      project_id: key.project_id,
    });
  });
}

test("parseServiceAccountKey() treats empty optional fields as absent", async () => {
  const key = { ...(await goodKey()), project_id: "", private_key_id: null, universe_domain: " " };
  const { project_id, private_key_id, universe_domain } = parseServiceAccountKey(key);
  assert.deepEqual([project_id, private_key_id, universe_domain], [
    undefined,
    undefined,
    undefined,
  ]);
});

test("parseServiceAccountKey() does not write to the caller's object", async () => {
  const key = Object.freeze({
    ...(await goodKey()),
    private_key: escape((await goodKey()).private_key),
  });
  assert.doesNotThrow(() => parseServiceAccountKey(key));
});

const cure = /the JSON key file of a service account/;
const refusals: Record<string, [make: (key: ServiceAccountKey) => unknown, cure: RegExp]> = {
  "PKCS#1": [(key) => relabel(key, "RSA PRIVATE KEY"), /RSA PRIVATE KEY; .*openssl pkcs8 -topk8/],
  "an encrypted key": [
    (key) => relabel(key, "ENCRYPTED PRIVATE KEY"),
    /ENCRYPTED PRIVATE KEY; .*openssl pkcs8 -topk8/,
  ],
  "an EC key": [(key) => relabel(key, "EC PRIVATE KEY"), /EC PRIVATE KEY; download a new JSON key/],
  "a certificate": [(key) => relabel(key, "CERTIFICATE"), /CERTIFICATE; download a new JSON key/],
  "a public key": [(key) => relabel(key, "PUBLIC KEY"), /PUBLIC KEY; download a new JSON key/],
  "a private_key that is no PEM block": [
    (key) => ({ ...key, private_key: pemBody(key) }),
    /no PEM block, or a damaged one; pass the whole file/,
  ],
  "a PEM block without its end": [
    (key) => ({ ...key, private_key: key.private_key.slice(0, 900) }),
    /no PEM block, or a damaged one; pass the whole file/,
  ],
  "a PEM block with characters that are no base64": [
    (key) => ({ ...key, private_key: key.private_key.replace("\nMII", "\n***") }),
    /no PEM block, or a damaged one; pass the whole file/,
  ],
  "an empty PEM block": [
    (key) => ({ ...key, private_key: "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----" }),
    /no PEM block, or a damaged one; pass the whole file/,
  ],
  "the bare PEM block": [(key) => key.private_key, /bare PEM block; pass what the JSON key file/],
  "an API key": [
    () => "AIzaSyD-planted-secret-0123456789abcdefg",
    /API key; pass what the JSON key/,
  ],
  "authorized_user": [
    (key) => ({ ...key, type: "authorized_user" }),
    /authorized_user.*make credentials of it with authorizedUser/,
  ],
  "external_account": [
    (key) => JSON.stringify({ ...key, type: "external_account" }),
    /external_account.*make credentials of it with externalAccount/,
  ],
  "a type that is none of Google's": [
    (key) => ({ ...key, type: key.private_key_id }),
    /not of the type service_account; pass what the JSON key file/,
  ],
  "a type that is no text": [
    (key) => ({ ...key, type: { toString: null } }),
    /not of the type service_account; pass what the JSON key file/,
  ],
  "a file without a type": [
    (key) => JSON.stringify({ ...key, type: undefined }),
    /not of the type service_account; pass what the JSON key file/,
  ],
  "an OAuth client secret": [
    () => ({ installed: { client_id: "1", client_secret: "GOCSPX-planted-secret" } }),
    /OAuth client secret; pass what the JSON key file/,
  ],
  "an OAuth client secret of a web application": [
    () => JSON.stringify({ web: { client_secret: "GOCSPX-planted-secret" } }),
    /OAuth client secret/,
  ],
  "a file name": [
    () => "./secrets/my-project-0123456789ab.json",
    /file name; pass what the JSON key file of a service account holds/,
  ],
  "a file name of Windows": [
    () => "C:\\keys\\key.json",
    /file name; pass what the JSON key file of a service account holds/,
  ],
  "a key without private_key": [
    (key) => ({ ...key, private_key: undefined }),
    /private_key is missing or no text; pass the whole file/,
  ],
  "a private_key that is no text": [
    (key) => ({ ...key, private_key: [key.private_key] }),
    /private_key is missing or no text/,
  ],
  "a key without client_email": [
    (key) => ({ ...key, client_email: undefined }),
    /client_email is missing or no text; pass the whole file/,
  ],
  "JSON that is cut off": [
    (key) => JSON.stringify(key).slice(0, -200),
    /no JSON object, nor base64 of one/,
  ],
  "base64 that is cut off": [
    (key) => btoa(JSON.stringify(key)).slice(0, -200),
    /no JSON object, nor base64/,
  ],
  "garbage": [() => "planted secret, no key at all", cure],
  "an empty string": [() => " \n", /empty string; pass what the JSON key file/],
  "an array": [(key) => [key], cure],
  "a number": [() => 42, cure],
  "JSON text of null": [() => "null", cure],
};

for (const [name, [make, expected]] of Object.entries(refusals)) {
  test(`parseServiceAccountKey() refuses ${name} and names the cure`, async () => {
    const key: unknown = make(await goodKey());
    // @ts-expect-error Callers without types pass anything.
    const error = await failureOf(() => parseServiceAccountKey(key));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, expected);
  });

  test(`parseServiceAccountKey() gives nothing away of ${name}`, async () => {
    const key: unknown = make(await goodKey());
    // @ts-expect-error Callers without types pass anything.
    const error = await failureOf(() => parseServiceAccountKey(key));
    const secrets = `${typeof key === "string" ? key : JSON.stringify(key)} ${
      pemBody(await goodKey())
    }`;
    assert.deepEqual(leaksOf(error, secrets), []);
  });
}
