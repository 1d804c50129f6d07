import { VertexError } from "../../../mod.ts";
import { createLadder } from "../../../src/transport/ladder.ts";
import { assert, test } from "../../harness.ts";

const failed = (status: number, retryAfterMs?: number) =>
  new VertexError("http_error", "Cannot test", { status, retryAfterMs });

test("createLadder() prefers the first location", () => {
  assert.equal(createLadder(["europe-west4", "eu"], () => 0).choose([]), "europe-west4");
});

test("createLadder() goes down to a location that was not tried", () => {
  assert.equal(createLadder(["europe-west4", "eu"], () => 0).choose(["europe-west4"]), "eu");
});

test("createLadder() begins anew when all were tried", () => {
  assert.equal(
    createLadder(["europe-west4", "eu"], () => 0).choose(["europe-west4", "eu"]),
    "europe-west4",
  );
});

for (const status of [404, 429, 503]) {
  test(`createLadder() goes elsewhere after ${status}`, () => {
    const ladder = createLadder(["europe-west4", "eu"], () => 0);
    assert.isTrue(ladder.failed("europe-west4", failed(status), ["europe-west4"]));
  });
}

for (const status of [400, 401, 403, 408, 500, 502, 504]) {
  test(`createLadder() stays after ${status}`, () => {
    const ladder = createLadder(["europe-west4", "eu"], () => 0);
    assert.isFalse(ladder.failed("europe-west4", failed(status), ["europe-west4"]));
  });
}

test("createLadder() goes nowhere from a single location", () => {
  assert.isFalse(createLadder(["eu"], () => 0).failed("eu", failed(429), ["eu"]));
});

test("createLadder() goes nowhere once all were tried", () => {
  const ladder = createLadder(["europe-west4", "eu"], () => 0);
  assert.isFalse(ladder.failed("eu", failed(429), ["europe-west4", "eu"]));
});

test("createLadder() passes over a location that is out of capacity, in other calls too", () => {
  const ladder = createLadder(["europe-west4", "eu"], () => 0);
  ladder.failed("europe-west4", failed(429), ["europe-west4"]);
  assert.equal(ladder.choose([]), "eu");
});

test("createLadder() returns to a location when it has cooled down", () => {
  let nowMs = 0;
  const ladder = createLadder(["europe-west4", "eu"], () => nowMs);
  ladder.failed("europe-west4", failed(429), ["europe-west4"]);
  nowMs = 60_000;
  assert.equal(ladder.choose([]), "europe-west4");
});

test("createLadder() passes over a location for as long as the server asked", () => {
  let nowMs = 0;
  const ladder = createLadder(["europe-west4", "eu"], () => nowMs);
  ladder.failed("europe-west4", failed(429, 120_000), ["europe-west4"]);
  nowMs = 119_000;
  assert.equal(ladder.choose([]), "eu");
});

test("createLadder() cools down nothing for a model that is not there", () => {
  const ladder = createLadder(["europe-west4", "eu"], () => 0);
  ladder.failed("europe-west4", failed(404), ["europe-west4"]);
  assert.equal(ladder.choose([]), "europe-west4");
});

test("createLadder() takes the first when all are out of capacity", () => {
  const ladder = createLadder(["europe-west4", "eu"], () => 0);
  for (const location of ["europe-west4", "eu"]) ladder.failed(location, failed(503), [location]);
  assert.equal(ladder.choose([]), "europe-west4");
});
