import fc from "fast-check";
import { THOUGHT_TAG_MARKER } from "../../../mod.ts";
import { createAccumulator } from "../../../src/dialect/accumulate.ts";
import { createChunkRepair } from "../../../src/dialect/repair_chunk.ts";
import { repairCompletion } from "../../../src/dialect/repair_completion.ts";
import { assert, test } from "../../harness.ts";

const options = { thoughts: "marked", model: "google/gemini-3.1-pro-preview" } as const;
const frame = { id: "answer-1", created: 1, model: options.model };

type Extra = Readonly<Record<string, object>>;

interface Part {
  readonly text: string;
  readonly extra?: Extra | undefined;
}

interface Call {
  readonly id: string;
  readonly name: string;
  readonly args: string;
  readonly extra: Extra | undefined;
}

interface Answer {
  readonly reasoning: string | undefined;
  readonly content: string | null | readonly Part[];
  readonly extra: Extra | undefined;
  readonly calls: readonly Call[];
  /** By what a fragment tells to which call it belongs. */
  readonly known: "by id" | "by index" | "by order";
}

/** Gives the next number from 0 up to a limit. */
type Dice = (limit: number) => number;

const signature = fc.constantFrom<Extra>(
  { google: { thought_signature: "c2ln" } },
  { vertex: { thought_signature: "b3RoZXI=" }, google: { sources: [{ uri: "a" }] } },
);
const maybeSigned = fc.option(signature, { nil: undefined });
const tagged = fc.array(
  fc.constantFrom("<", `<${THOUGHT_TAG_MARKER}>`, `</${THOUGHT_TAG_MARKER}>`, "hm", "so"),
).map((pieces) => pieces.join(""));
const text = fc.oneof(fc.string({ unit: "grapheme" }), tagged);
const plainText = fc.string().map((value) => value.replaceAll("<", ""));
const object = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
  .map((value) => JSON.stringify(value));

const answer: fc.Arbitrary<Answer> = fc.record({
  reasoning: fc.option(text, { nil: undefined }),
  content: fc.oneof<fc.Arbitrary<Answer["content"]>[]>(
    text,
    fc.constant(null),
    // Where an unsigned part ends, a stream does not tell; so only the last is one.
    fc.tuple(fc.array(fc.record({ text: plainText, extra: signature })), plainText)
      .map(([signed, last]) => [...signed, { text: last }]),
  ),
  extra: maybeSigned,
  known: fc.constantFrom("by id", "by index", "by order"),
  calls: fc.array(
    fc.record({
      name: fc.constantFrom("f", "g"),
      args: fc.oneof(object, fc.constant("")),
      extra: maybeSigned,
    }),
    { maxLength: 4 },
  ).map((calls) => calls.map((call, number) => ({ ...call, id: `call-${number}` }))),
}).map((one) => one.known === "by order" ? { ...one, calls: one.calls.map(orderly) } : one);

/** With nothing else to go by, calls of one name are told apart by their arguments, and only a turn's first is signed. */
function orderly(call: Call, number: number, calls: readonly Call[]): Call {
  const beside = [calls[number - 1]?.name, calls[number + 1]?.name];
  if (!beside.includes(call.name)) return call;
  return { ...call, args: call.args || "{}", extra: number === 0 ? call.extra : undefined };
}

function additions(extra: Extra | undefined): object {
  return extra ? { extra_content: extra } : {};
}

function partOf({ text, extra }: Part): object {
  return { type: "text", text, ...additions(extra) };
}

function asPlain({ reasoning, content, extra, calls, known }: Answer): object {
  const message = {
    role: "assistant",
    content: content instanceof Array ? content.map(partOf) : content,
    ...(reasoning !== undefined && { reasoning }),
    ...additions(extra),
    tool_calls: calls.map(({ id, name, args, extra }) => ({
      ...(known !== "by order" && { id }),
      type: "function",
      function: { name, arguments: args },
      ...additions(extra),
    })),
  };
  const choices = [{ index: 0, message, finish_reason: "stop" }];
  return { ...frame, object: "chat.completion", choices };
}

function asDeltas({ reasoning, content, extra, calls, known }: Answer, dice: Dice): object[] {
  const deltas: object[] = [];
  if (reasoning !== undefined) {
    deltas.push(...cut(reasoning, dice).map((piece) => ({ reasoning: piece })));
  }
  const parts = typeof content === "string" ? cut(content, dice) : cutParts(content ?? [], dice);
  deltas.push(...parts.map((piece) => ({ content: piece })));
  const queues = calls.map((call, number) => cutCall(call, number, known, dice));
  let begun = 0;
  while (queues.some(({ length }) => length > 0)) {
    // They begin in order; calls that only their order keeps apart come one after the other.
    const open = queues.slice(0, begun + 1).filter(({ length }) => length > 0);
    const queue = open[known === "by order" ? 0 : dice(open.length)];
    if (queue === queues[begun]) begun++;
    const fragments = queue?.splice(0, known === "by order" ? 1 : 1 + dice(2));
    deltas.push({ tool_calls: fragments });
  }
  for (const [space, fields] of Object.entries(extra ?? {})) {
    const place = dice(deltas.length + 1);
    const holder = Object(deltas[place] ?? { content: null });
    const extra_content = { ...holder.extra_content, [space]: fields };
    deltas.splice(place, 1, { ...holder, extra_content });
  }
  return deltas;
}

function cut(text: string, dice: Dice): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > 1 && dice(4) > 0) {
    const length = 1 + dice(rest.length - 1);
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}

/** What stands on a part that is cut comes behind its text. */
function cutParts(parts: readonly Part[], dice: Dice): object[][] {
  return parts.flatMap((part) => {
    const pieces = cut(part.text, dice);
    if (pieces.length === 1) return [[partOf(part)]];
    return [...pieces.map((text) => [partOf({ text })]), [partOf({ text: "", extra: part.extra })]];
  });
}

function cutCall(
  { id, name, args, extra }: Call,
  number: number,
  known: Answer["known"],
  dice: Dice,
): object[] {
  const keys = known === "by index" ? { index: 2 * number + 1 } : {};
  const fragments: object[] = cut(args, dice).map((piece, position) => ({
    ...keys,
    ...(known === "by id" && { id, ...(dice(2) && { index: dice(2) }) }),
    ...(known === "by index" && position === 0 && { id }),
    type: "function",
    function: {
      ...((position === 0 || (known !== "by index" && dice(2))) && { name }),
      arguments: piece,
    },
  }));
  for (const [space, fields] of Object.entries(extra ?? {})) {
    const place = dice(fragments.length + 1);
    const late = { ...keys, ...(known === "by id" && { id }) };
    const holder = Object(fragments[place] ?? late);
    const extra_content = { ...holder.extra_content, [space]: fields };
    fragments.splice(place, 1, { ...holder, extra_content });
  }
  return fragments;
}

/** What a value says, whatever the order of its fields and the IDs that were made up. */
function said(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === "string" && /^call_[0-9a-f-]{36}$/.test(inner)) return "made up";
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([one], [other]) => one < other ? -1 : 1));
  });
}

test("An answer says the same whether it comes plain or cut into deltas", () => {
  const numbers = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(answer, numbers, (one, rolls) => {
      let rolled = 0;
      const deltas = asDeltas(one, (limit) => (rolls[rolled++ % rolls.length] ?? 0) % limit);
      const repair = createChunkRepair(options);
      const accumulator = createAccumulator();
      for (const delta of [...deltas, {}]) {
        const isLast = Object.keys(delta).length === 0;
        const choices = [{ index: 0, delta, ...(isLast && { finish_reason: "stop" }) }];
        accumulator.add(repair.chunk(structuredClone({ ...frame, choices })));
      }
      const whole = repairCompletion(structuredClone(asPlain(one)), options);
      assert.equal(said(accumulator.completion()), said(whole));
    }),
    { numRuns: 500 },
  );
});
