/** A program carries the credential sources that it uses, and no others. */
import { bundle } from "../../scripts/bundle.ts";
import { assert, test } from "../harness.ts";

/** The files of the library's own that are left in the bundle of a program. */
async function filesOf(source: string): Promise<string[]> {
  const { inputBytes } = await bundle({ source, minify: true, conditions: ["browser"] });
  return Object.entries(inputBytes)
    .filter(([path, bytes]) => bytes > 0 && path.startsWith("src/auth/"))
    .map(([path]) => path.slice("src/auth/".length))
    .sort();
}

test("a program with serviceAccount carries no other credential source", async () => {
  const files = await filesOf(
    'import { serviceAccount } from "@vertex-edge/client/auth"; console.log(serviceAccount("{}"));',
  );
  assert.deepEqual(files, [
    "ask.ts",
    "credential_file.ts",
    "exchange_token.ts",
    "google_oauth.ts",
    "seal.ts",
    "service_account.ts",
    "service_account_key.ts",
  ]);
});

test("a program with externalAccount carries no key's signing", async () => {
  const files = await filesOf(
    'import { externalAccount } from "@vertex-edge/client/auth"; console.log(externalAccount({}));',
  );
  assert.deepEqual(files, [
    "ask.ts",
    "credential_file.ts",
    "external_account.ts",
    "generate_access_token.ts",
    "google_oauth.ts",
    "subject_token.ts",
    "trusted_url.ts",
  ]);
});
