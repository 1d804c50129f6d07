/** The doors of Google's services, knocked at in ways that no library of Google's knocks. */
import { assert, test } from "../../harness.ts";
import { globalUrl, hello, openDesk, openEmulator } from "./emulator_desk.ts";

const metadata = "http://metadata.google.internal/computeMetadata/v1";
const flavor = { "metadata-flavor": "Google" };
const generateAccessToken =
  "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.iam.gserviceaccount.com:generateAccessToken";

const doors: Record<string, [url: string, init: RequestInit, status: number]> = {
  "a metadata server's root": [`${metadata}/instance`, { headers: flavor }, 200],
  "a metadata server's root with a slash": [`${metadata}/instance/`, { headers: flavor }, 200],
  "metadata that do not exist": [`${metadata}/instance/disks/`, { headers: flavor }, 404],
  "metadata that are written": [`${metadata}/instance`, { method: "PUT", headers: flavor }, 405],
  "metadata through a proxy": [
    `${metadata}/instance`,
    { headers: { ...flavor, "x-forwarded-for": "10.0.0.1" } },
    403,
  ],
  "metadata for a page": [`${metadata}/instance`, {}, 403],
  "a token of an account's, read": [generateAccessToken, {}, 404],
  "a token of an account's, without one of one's own": [
    generateAccessToken,
    { method: "POST" },
    401,
  ],
  "the token endpoint, read": ["https://oauth2.googleapis.com/token", {}, 405],
};

for (const [name, [url, init, status]] of Object.entries(doors)) {
  test(`createEmulator() answers ${status} to ${name}`, async () => {
    const response = await (await openEmulator()).fetch(url, init);
    await response.body?.cancel();
    assert.equal(response.status, status);
  });
}

test("createEmulator() refuses a token request without a grant type or an assertion", async () => {
  const emulator = await openEmulator();
  const ask = async (form: Record<string, string>) => {
    const body = new URLSearchParams(form);
    const response = await emulator.fetch(emulator.tokenEndpoint, { method: "POST", body });
    return (await response.json()).error;
  };
  assert.equal(await ask({}), "unsupported_grant_type");
  const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  assert.equal(await ask({ grant_type }), "invalid_request");
});

test("createEmulator() rejects a redirect where the caller wants an error of it", async () => {
  const { emulator, token } = await openDesk();
  emulator.fail({ fault: "redirect-same-origin" });
  let thrown: unknown;
  try {
    await emulator.fetch(globalUrl, {
      method: "POST",
      redirect: "error",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(hello),
    });
  } catch (error) {
    thrown = error;
  }
  assert.instanceOf(thrown, TypeError);
  assert.match(String(thrown), /redirect/);
});

test("createEmulator() stops where the first of several stop sequences stands", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ text: "one two three four" });
  const response = await post({ ...hello, stop: ["four", "three", "", "never"] });
  const { choices } = await response.json();
  assert.equal(choices[0].message.content, "one two ");
});
