import OpenAI from "openai";
import { type ChatCompletion, isVertexError } from "../../../mod.ts";
import { assert } from "../../harness.ts";
import type { Door } from "./doors.ts";
import { type Expectation, question, type SeenFailure } from "./expectations.ts";
import { see, type SeenAnswer, signatures } from "./seen.ts";
import { assembleStrictly } from "./strict_assembler.ts";

/** Asks for a plain answer and asserts all that is expected of it; `raw` is what the server sent, where it is known. */
export async function checkPlain(
  door: Door,
  { request, plain }: Expectation,
  raw?: readonly Promise<string>[],
): Promise<void> {
  const answering = door.create({ ...question, ...request });
  if ("code" in plain) await assertFailure(answering, plain);
  else await assertAnswer(await answering, plain, raw);
}

/** The same of a stream: of its chunks, and of what the client makes of them. */
export async function checkStreamed(
  door: Door,
  { request, streamed }: Expectation,
  raw?: readonly Promise<string>[],
): Promise<void> {
  const asked = { ...question, ...request };
  if ("code" in streamed) {
    let chunks = 0;
    await assertFailure(door.stream(asked, () => chunks++), streamed);
    const begun = streamed.http === undefined;
    assert.strictEqual(chunks > 0, begun, `${chunks} chunks before the failure`);
    return;
  }
  const { chunks, final } = await door.stream(asked);
  const assembled = assembleStrictly(chunks);
  await assertAnswer(assembled, streamed, raw);
  // OpenAI's client knows no thoughts: it keeps their last piece.
  const known = door.name === "the typed client" ? {} : { thoughts: null };
  assert.deepEqual(withChoices(see(final), known), withChoices(see(assembled), known));
  assert.deepEqual(idsOf(final), idsOf(assembled));
  assertNoThoughtFlag(final);
}

/** Asserts what can be foretold, and that ids and signatures are good. */
async function assertAnswer(
  completion: ChatCompletion,
  expected: SeenAnswer,
  raw: readonly Promise<string>[] | undefined,
): Promise<void> {
  const seen = see(completion);
  assert.deepEqual(seen, expected, JSON.stringify(seen));
  assertNoThoughtFlag(completion);
  const { calls } = idsOf(completion);
  assert.strictEqual(new Set(calls).size, calls.length, "ids are distinct");
  assert.notInclude(calls, "");
  if (!raw) return;
  const sent = (await Promise.all(raw)).join("");
  const values = completion.choices.flatMap(({ message }) => signatures(message));
  for (const { value } of values) assert.include(sent, `"thought_signature":"${value}"`);
}

/** Sent back with the flag, the answer would count as a thought. */
function assertNoThoughtFlag({ choices }: ChatCompletion): void {
  for (const { message } of choices) {
    assert.isUndefined(message.extra_content?.google?.thought, "the flag of a thought is left");
  }
}

/** Asserts that work fails as it must, for our client and for OpenAI's. */
async function assertFailure(work: Promise<unknown>, expected: SeenFailure): Promise<void> {
  const error: unknown = await work.then(() => undefined, (reason) => reason);
  if (isVertexError(error)) {
    const { code, status } = error;
    assert.deepEqual({ code, status }, { code: expected.code, status: expected.status });
    return;
  }
  if (!(error instanceof OpenAI.APIError)) throw error ?? new Error("It did not fail");
  assert.isTrue(error.constructor === classOf(expected.http), `class ${error.constructor.name}`);
  const { code, status } = error;
  assert.deepEqual({ code, status }, { code: expected.code, status: expected.http });
}

/** OpenAI's client has classes for statuses; within a stream it knows none. */
function classOf(http: number | undefined): unknown {
  switch (http) {
    case 400:
      return OpenAI.BadRequestError;
    case 404:
      return OpenAI.NotFoundError;
    case 502:
      return OpenAI.InternalServerError;
    default:
      return OpenAI.APIError;
  }
}

function idsOf({ id, choices }: ChatCompletion): { id: string; calls: string[] } {
  return {
    id,
    calls: choices.flatMap(({ message }) => (message.tool_calls ?? []).map((call) => call.id)),
  };
}

function withChoices(seen: SeenAnswer, fields: object): object {
  return { ...seen, choices: seen.choices.map((choice) => ({ ...choice, ...fields })) };
}
