import { assert, test } from "../harness.ts";
import { openGoogleStandIn } from "./google_stand_in.ts";
import { runStart } from "./start.ts";

test("task start --check looks over the credentials of the environment, and serves nothing", async () => {
  await using google = await openGoogleStandIn();
  const env = {
    ...google.env,
    GOOGLE_SERVICE_ACCOUNT_KEY: JSON.stringify(google.emulator.serviceAccountKey),
  };
  const good = await runStart({ args: ["--check"], env });
  assert.equal(good.code, 0, good.stderr);
  assert.match(good.stdout, /ok {4}An access token was minted/);
  assert.match(good.stdout, /answers in global/);
  google.emulator.fail({ status: 403 });
  const bad = await runStart({ args: ["--check"], env });
  assert.equal(bad.code, 1);
  assert.match(bad.stdout, /FAIL {2}.*grant the identity the role roles\/aiplatform\.user/);
});

test("task start --check says what is wrong with a key, in one line", async () => {
  const { code, stderr } = await runStart({
    args: ["--check"],
    env: { GOOGLE_SERVICE_ACCOUNT_KEY: "AIzaSyNoServiceAccount" },
  });
  assert.equal(code, 1);
  assert.match(stderr, /^error: Cannot use GOOGLE_SERVICE_ACCOUNT_KEY: it is an API key.*\n$/);
});
