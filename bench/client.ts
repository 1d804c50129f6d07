/**
 * What a call costs the one who makes it: this library, other SDKs and a loop by hand over the same answers, from
 * memory or from the server named as an argument. Prints the races as JSON; `deno task bench` makes tables of it. Also
 * runs on Bun.
 */
import process from "node:process";
import { type Caller, callersOver } from "./contenders.ts";
import { type Contender, type Figure, race } from "./measure.ts";
import {
  numbersOf,
  plainFetch,
  plainText,
  readsOf,
  streamFetch,
  textEvents,
  textOf,
  toolEvents,
} from "./wire.ts";

/** One piece of work, and what each contender needed for it. */
export interface Race {
  readonly title: string;
  readonly figures: readonly Figure[];
}

const deltas = 20_000;
const fragments = 2_000;
const text = textOf(deltas);
const shortText = textOf(40);
const numbers = JSON.stringify(numbersOf(fragments));

/** The races, by title. */
export const races: Readonly<Record<string, () => Contender[]>> = {
  "20,000 small deltas to a final message, one event a read": () =>
    textRace(streamFetch(readsOf(textEvents(deltas), "event"))),
  "20,000 small deltas to a final message, reads of 16 KiB": () =>
    textRace(streamFetch(readsOf(textEvents(deltas), 16_384))),
  "2,000 fragments of one tool call to a final message": () =>
    contenders(streamFetch(readsOf(toolEvents(fragments), "event")), async ({ tools }) => {
      expectEqual(JSON.stringify(JSON.parse(await tools()).numbers), numbers);
    }),
  "100 plain requests, one after the other": () => plainRace(plainFetch),
  "500 streams of 40 deltas at once": () =>
    contenders(streamFetch(readsOf(textEvents(40), "event")), async ({ text }) => {
      const texts = await Promise.all(Array.from({ length: 500 }, () => text()));
      for (const one of texts) expectEqual(one, shortText);
    }),
};

if (import.meta.main) {
  const results: Race[] = [];
  for (const [title, make] of Object.entries(races)) {
    results.push({ title, figures: await race(make()) });
  }
  const server = process.argv[2];
  if (server !== undefined) {
    const make = plainRace((_, init) => fetch(server, init));
    results.push({
      title: "100 plain requests, one after the other, over a socket on loopback",
      figures: await race(make),
    });
  }
  console.log(JSON.stringify(results));
}

function plainRace(fetch: typeof globalThis.fetch): Contender[] {
  return contenders(fetch, async ({ plain }) => {
    for (let count = 0; count < 100; count++) expectEqual(await plain(), plainText);
  });
}

function textRace(fetch: typeof globalThis.fetch): Contender[] {
  return contenders(fetch, async (caller) => expectEqual(await caller.text(), text));
}

function contenders(
  fetch: typeof globalThis.fetch,
  work: (caller: Caller) => Promise<void>,
): Contender[] {
  return callersOver(fetch).map((caller) => ({ name: caller.name, run: () => work(caller) }));
}

function expectEqual(actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`Wrong result: ${actual.slice(0, 100)}`);
}
