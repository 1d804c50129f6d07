import { bearerKey, checkKeys, createKeyCheck } from "../../../src/hono/api_keys.ts";
import { assert, test } from "../../harness.ts";

// echo -n a-key-of-the-team | sha256sum
const digest = "fe323d2c7b72ac89a6539b16627feac7c3aae94dbdcf336194e3fbe097eca638";

test("createKeyCheck() knows a key and gives it a name that does not hold it", async () => {
  const check = createKeyCheck();
  const identity = await check("a-key-of-the-team", ["another-key", "a-key-of-the-team"]);
  assert.match(identity?.id ?? "", /^key:[0-9a-f]{12}$/);
  assert.notEqual((await check("another-key", ["another-key"]))?.id, identity?.id);
});

test("createKeyCheck() refuses what only resembles a key", async () => {
  const check = createKeyCheck();
  const keys = ["a-key-of-the-team"];
  for (const presented of ["", "a-key-of-the-tea", "a-key-of-the-team2", "A-KEY-OF-THE-TEAM"]) {
    assert.isUndefined(await check(presented, keys), presented);
  }
});

test("createKeyCheck() trims keys", async () => {
  assert.isDefined(await createKeyCheck()("a-key-of-the-team", [" a-key-of-the-team\n"]));
});

test("createKeyCheck() takes a key's digest, in either case, and not the digest as a key", async () => {
  const check = createKeyCheck();
  for (const configured of [`sha256:${digest}`, `SHA256:${digest.toUpperCase()}`]) {
    assert.isDefined(await check("a-key-of-the-team", [configured]), configured);
    assert.isUndefined(await check(configured, [configured]), configured);
    assert.isUndefined(await check(digest, [configured]), configured);
  }
});

test("createKeyCheck() never takes a cut digest for a key", async () => {
  const check = createKeyCheck();
  const cut = `sha256:${digest.slice(1)}`;
  assert.isUndefined(await check(cut, [cut, "a-key-of-the-team"]));
});

test("createKeyCheck() passes over keys that are not set", async () => {
  const keys = [undefined, null, "a-key-of-the-team"] as string[];
  assert.isDefined(await createKeyCheck()("a-key-of-the-team", keys));
  for (const presented of ["undefined", "null", ""]) {
    assert.isUndefined(await createKeyCheck()(presented, keys), presented);
  }
});

test("createKeyCheck() has no open door", async () => {
  const check = createKeyCheck();
  for (const keys of [undefined, [], [""], ["  "], ["short"], ["sha256:00"]]) {
    for (const presented of ["", "short", "a-key-of-the-team"]) {
      const outcome = await check(presented, keys).then(() => "passed", (error) => error.code);
      assert.equal(outcome, "invalid_config", JSON.stringify({ keys, presented }));
    }
  }
});

test("createKeyCheck() follows a list that changes", async () => {
  const check = createKeyCheck();
  assert.isDefined(await check("the-first-key", ["the-first-key"]));
  assert.isUndefined(await check("the-first-key", ["the-second-key"]));
  assert.isDefined(await check("the-second-key", ["the-second-key"]));
  // Lists that read the same when joined are still two lists.
  assert.isUndefined(await check("the-first-key", ["the-first-key\nthe-second-key"]));
  assert.isDefined(await check("the-first-key", ["the-first-key", "the-second-key"]));
});

test("checkKeys() says which key is unfit, and never quotes it", () => {
  const unfit = ["", "       ", "short", "sha256:abcdef0123456789"];
  for (const key of unfit) {
    try {
      checkKeys(["a-key-of-the-team", key]);
    } catch (error) {
      assert.include(String(error), "entry 1");
      if (key.trim() !== "") assert.notInclude(String(error), key);
      continue;
    }
    assert.fail(`accepted ${key}`);
  }
  checkKeys(["12345678", `sha256:${digest}`]);
});

test("bearerKey() reads the one form of the header", () => {
  const cases: [string | undefined, string][] = [
    ["Bearer abc", "abc"],
    ["bearer   abc  ", "abc"],
    ["abc", ""],
    ["Basic abc", ""],
    ["Bearer", ""],
    ["Bearer a b", ""],
    ["xBearer abc", ""],
    ["", ""],
    [undefined, ""],
  ];
  for (const [header, key] of cases) assert.equal(bearerKey(header), key, String(header));
});

test("createKeyCheck() says that an entry is no text", async () => {
  const keys = [Promise.resolve("a-key-of-the-team")] as unknown as string[];
  const outcome = await createKeyCheck()("a-key-of-the-team", keys).catch((error) => error);
  assert.match(String(outcome), /an entry is no text/);
});
