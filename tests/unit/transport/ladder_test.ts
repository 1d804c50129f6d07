import { VertexError } from "../../../mod.ts";
import { type Climb, createLadder, type Ladder } from "../../../src/transport/ladder.ts";
import { assert, test } from "../../harness.ts";

const locations = ["europe-west4", "eu"];

const failed = (status: number, retryAfterMs?: number) =>
  new VertexError("http_error", `Cannot test: ${status}`, { status, retryAfterMs });

function begin(pinned?: string): Climb {
  return createLadder(locations, () => 0)(pinned);
}

/** Another call of the same client's, whose first attempts fail. @returns Where its last one went. */
function fail(ladder: Ladder, ...errors: VertexError[]): string {
  const climb = ladder();
  for (const error of errors) {
    climb.next();
    climb.failed(error);
  }
  return climb.next();
}

/** Where each attempt goes, and after which failure the caller would be told what. */
function walk(climb: Climb, statuses: readonly number[]): string[] {
  return statuses.map((status) => {
    const location = climb.next();
    const { elsewhere, told } = climb.failed(failed(status));
    return `${location} ${status}: ${elsewhere ? "elsewhere" : "here"}, ${told.status}`;
  });
}

test("createLadder() prefers the first location", () => {
  assert.equal(begin().next(), "europe-west4");
});

test("createLadder() begins anew when all were tried", () => {
  const ladder = createLadder(locations, () => 0);
  assert.equal(fail(ladder, failed(429, 0), failed(429, 0)), "europe-west4");
});

for (const status of [404, 429, 503]) {
  test(`createLadder() goes elsewhere after ${status}`, () => {
    const climb = begin();
    assert.deepEqual(walk(climb, [status]), [`europe-west4 ${status}: elsewhere, ${status}`]);
    assert.equal(climb.next(), "eu");
  });
}

for (const status of [400, 401, 403, 408, 500, 502, 504]) {
  test(`createLadder() stays after ${status}`, () => {
    const climb = begin();
    assert.deepEqual(walk(climb, [status]), [`europe-west4 ${status}: here, ${status}`]);
    assert.equal(climb.next(), "europe-west4");
  });
}

test("createLadder() goes nowhere from a single location", () => {
  const climb = createLadder(["eu"], () => 0)();
  assert.deepEqual(walk(climb, [429, 503]), ["eu 429: here, 429", "eu 503: here, 503"]);
});

test("createLadder() goes nowhere once all were tried", () => {
  assert.equal(walk(begin(), [429, 429])[1], "eu 429: here, 429");
});

test("createLadder() passes over a location that is out of capacity, in other calls too", () => {
  const ladder = createLadder(locations, () => 0);
  fail(ladder, failed(429));
  assert.equal(ladder().next(), "eu");
});

test("createLadder() returns to a location when it has cooled down", () => {
  let nowMs = 0;
  const ladder = createLadder(locations, () => nowMs);
  fail(ladder, failed(429));
  nowMs = 60_000;
  assert.equal(ladder().next(), "europe-west4");
});

test("createLadder() passes over a location for as long as the server asked", () => {
  let nowMs = 0;
  const ladder = createLadder(locations, () => nowMs);
  fail(ladder, failed(429, 120_000));
  nowMs = 119_000;
  assert.equal(ladder().next(), "eu");
});

test("createLadder() cools down nothing for a model that is not there", () => {
  const ladder = createLadder(locations, () => 0);
  fail(ladder, failed(404));
  assert.equal(ladder().next(), "europe-west4");
});

test("createLadder() takes the first when all are out of capacity", () => {
  const ladder = createLadder(locations, () => 0);
  fail(ladder, failed(503), failed(503));
  assert.equal(ladder().next(), "europe-west4");
});

test("createLadder() asks a location that lacks the model only once", () => {
  assert.deepEqual(walk(begin(), [404, 503, 503]), [
    "europe-west4 404: elsewhere, 404",
    "eu 503: here, 503",
    "eu 503: here, 503",
  ]);
});

test("createLadder() goes back to a location without capacity when the rest lacks the model", () => {
  assert.deepEqual(walk(begin(), [429, 404, 429]), [
    "europe-west4 429: elsewhere, 429",
    "eu 404: here, 429",
    "europe-west4 429: here, 429",
  ]);
});

test("createLadder() tells that the model is nowhere when it is nowhere", () => {
  assert.deepEqual(walk(begin(), [404, 404]), [
    "europe-west4 404: elsewhere, 404",
    "eu 404: here, 404",
  ]);
});

test("createLadder() believes the later word of one location", () => {
  assert.deepEqual(walk(begin(), [500, 404, 404]).at(-1), "eu 404: here, 404");
});

test("createLadder() stays where it is pinned", () => {
  assert.deepEqual(walk(begin("us-central1"), [429, 404]), [
    "us-central1 429: here, 429",
    "us-central1 404: here, 404",
  ]);
});

test("createLadder() passes over no location for what one call alone was told to ask", () => {
  const ladder = createLadder(locations, () => 0);
  walk(ladder("europe-west4"), [429]);
  assert.equal(ladder().next(), "europe-west4");
});
