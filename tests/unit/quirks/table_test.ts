import { type Quirk, quirks } from "../../../src/testing/mod.ts";
import { test } from "../../harness.ts";
import { makePair } from "../chat/client.ts";
import { checkPlain, checkStreamed } from "./check_quirk.ts";
import { type Door, openDoors } from "./doors.ts";
import { expectations, openModel, question } from "./expectations.ts";

const doorNames = ["the typed client", "vertex.fetch", "the gateway"] satisfies Door["name"][];

for (const quirk of quirks) {
  const expectation = expectations[quirk];
  for (const name of doorNames) {
    test(`${name} gives ${expectation.sees} for ${quirk}`, async () => {
      const { door, raw } = await play(name, quirk);
      await checkPlain(door, expectation, raw);
    });

    test(`${name} gives ${expectation.sees} for ${quirk}, streamed`, async () => {
      const { door, raw } = await play(name, quirk);
      await checkStreamed(door, expectation, raw);
    });
  }
}

/** A door on an emulator that plays the quirk once, and a recording of what the emulator sent. */
async function play(
  name: Door["name"],
  quirk: Quirk,
): Promise<{ door: Door; raw: Promise<string>[] }> {
  const raw: Promise<string>[] = [];
  const { emulator, vertex } = await makePair({
    async fetch(input, init) {
      const response = await emulator.fetch(input, init);
      raw.push(response.clone().text());
      return response;
    },
  });
  emulator.reply({ ...expectations[quirk].script, quirk });
  const doors = openDoors(vertex, [question.model ?? "", openModel]);
  const door = doors.find((one) => one.name === name);
  if (!door) throw new Error(`no door ${name}`);
  return { door, raw };
}
