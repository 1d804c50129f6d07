import { VertexError } from "../../../mod.ts";
import { type Climb, createClimb } from "../../../src/transport/climb.ts";
import { createLadder } from "../../../src/transport/ladder.ts";
import { assert, test } from "../../harness.ts";

const failed = (status: number) =>
  new VertexError("http_error", `Cannot test: ${status}`, { status });

function begin(pinned?: string): Climb {
  return createClimb(createLadder(["europe-west4", "eu"], () => 0), pinned);
}

/** Where each attempt goes, and after which failure the caller would be told what. */
function walk(climb: Climb, statuses: readonly number[]): string[] {
  return statuses.map((status) => {
    const location = climb.next();
    const { elsewhere, told } = climb.failed(failed(status));
    return `${location} ${status}: ${elsewhere ? "elsewhere" : "here"}, ${told.status}`;
  });
}

test("createClimb() asks a location that lacks the model only once", () => {
  assert.deepEqual(walk(begin(), [404, 503, 503]), [
    "europe-west4 404: elsewhere, 404",
    "eu 503: here, 503",
    "eu 503: here, 503",
  ]);
});

test("createClimb() goes back to a location without capacity when the rest lacks the model", () => {
  assert.deepEqual(walk(begin(), [429, 404, 429]), [
    "europe-west4 429: elsewhere, 429",
    "eu 404: here, 429",
    "europe-west4 429: here, 429",
  ]);
});

test("createClimb() tells that the model is nowhere when it is nowhere", () => {
  assert.deepEqual(walk(begin(), [404, 404]), [
    "europe-west4 404: elsewhere, 404",
    "eu 404: here, 404",
  ]);
});

test("createClimb() believes the later word of one location", () => {
  assert.deepEqual(walk(begin(), [500, 404, 404]).at(-1), "eu 404: here, 404");
});

test("createClimb() stays where it is pinned", () => {
  assert.deepEqual(walk(begin("us-central1"), [429, 404]), [
    "us-central1 429: here, 429",
    "us-central1 404: here, 404",
  ]);
});
