import {
  checkToolChoice,
  forcesCall,
  type ToolChoice,
} from "../../../src/tools/check_tool_choice.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const named = (name: unknown) => ({ type: "function", function: { name } });
const allowed = (tools: unknown, mode = "auto") => ({
  type: "allowed_tools",
  allowed_tools: { mode, tools },
});
// What a caller without types may hand over.
const choice = (value: unknown) => value as ToolChoice;
const names = ["weather", "time"];

const good = [
  "auto",
  "none",
  "required",
  named("time"),
  allowed([named("weather"), named("time")]),
];

for (const value of good) {
  test(`checkToolChoice() takes ${JSON.stringify(value)}`, () => {
    checkToolChoice(choice(value), names);
  });
}

const bad: [value: unknown, names: readonly string[], said: RegExp][] = [
  ["always", names, /expected none, .*, or { type: "function", function: { name } } for one/],
  ["required", [], /a call is required, but no tool given/],
  [named("news"), names, /"news" is no tool of this request; there are: weather, time/],
  [named("news"), [], /there are: none/],
  [named(1), names, /1 is no tool/],
  [{ type: "function" }, names, /null is no tool/],
  [allowed([named("weather"), named("news")]), names, /"news" is no tool/],
  [allowed(["weather"]), names, /null is no tool/],
  [allowed("weather"), names, /null is no tool/],
];

for (const [value, known, said] of bad) {
  test(`checkToolChoice() refuses ${JSON.stringify(value)} of ${known.length} tools`, async () => {
    const error = await failureOf(() => checkToolChoice(choice(value), known));
    assert.equal(error.code, "invalid_request");
    assert.match(error.message, said);
    assert.equal(error.issues?.[0]?.path, "tool_choice");
  });
}

test("forcesCall() tells which choices leave no way but to call", () => {
  const forcing = ["required", named("time"), allowed([], "required")];
  const free = [undefined, "auto", "none", allowed([], "auto")];
  assert.deepEqual(forcing.map((value) => forcesCall(choice(value))), [true, true, true]);
  assert.deepEqual(free.map((value) => forcesCall(choice(value))), [false, false, false, false]);
});
