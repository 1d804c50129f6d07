import { createEdits } from "../../../src/dialect/edits.ts";
import { normalizeFinishReason } from "../../../src/dialect/normalize_finish_reason.ts";
import { normalizeUsage } from "../../../src/dialect/normalize_usage.ts";
import { assert, test } from "../../harness.ts";

const details = (reasoning_tokens: number) => ({ completion_tokens_details: { reasoning_tokens } });

const usages: [name: string, raw: object, completion: number, total: number][] = [
  [
    "reasoning counted apart",
    { prompt_tokens: 27, completion_tokens: 45, total_tokens: 576, ...details(504) },
    549,
    576,
  ],
  [
    "reasoning counted in",
    { prompt_tokens: 10, completion_tokens: 30, total_tokens: 40, ...details(20) },
    30,
    40,
  ],
  [
    "reasoning that would pass the total",
    { prompt_tokens: 10, completion_tokens: 30, total_tokens: 45, ...details(20) },
    30,
    45,
  ],
  ["no reasoning", { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }, 2, 3],
  ["no completion", { prompt_tokens: 5, total_tokens: 12 }, 7, 12],
  ["no total", { prompt_tokens: 5, completion_tokens: 7 }, 7, 12],
  [
    "details that are null",
    { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, completion_tokens_details: null },
    2,
    3,
  ],
];

for (const [name, raw, completion, total] of usages) {
  test(`normalizeUsage() reads ${name}`, () => {
    const usage = normalizeUsage(raw, createEdits());
    assert.equal(usage?.completion_tokens, completion);
    assert.equal(usage?.total_tokens, total);
  });
}

test("normalizeUsage() keeps what else there is, and drops nulls", () => {
  const extra_properties = { google: { traffic_type: "ON_DEMAND" } };
  const usage = normalizeUsage({
    prompt_tokens: 1,
    completion_tokens: 2,
    total_tokens: 3,
    extra_properties,
    prompt_tokens_details: { cached_tokens: 1, audio_tokens: null },
  }, createEdits());
  assert.deepEqual(usage?.extra_properties, extra_properties);
  assert.deepEqual(usage?.prompt_tokens_details, { cached_tokens: 1 });
});

test("normalizeUsage() invents nothing", () => {
  for (const raw of [undefined, null, "many", [], {}, { total_tokens: null }]) {
    assert.isUndefined(normalizeUsage(raw, createEdits()));
  }
});

const reasons: [raw: string, hasToolCalls: boolean, finish: string, native?: string][] = [
  ["stop", false, "stop"],
  ["stop", true, "tool_calls", "stop"],
  ["length", true, "length"],
  ["tool_calls", true, "tool_calls"],
  ["content_filter", false, "content_filter"],
  ["function_call", false, "function_call"],
  [
    "function_call_filter: MALFORMED_FUNCTION_CALL",
    false,
    "content_filter",
    "function_call_filter: MALFORMED_FUNCTION_CALL",
  ],
  ["content_filter: SPII", false, "content_filter", "content_filter: SPII"],
  ["SAFETY", false, "content_filter", "SAFETY"],
  ["MAX_TOKENS", false, "length", "MAX_TOKENS"],
  ["eos", false, "stop", "eos"],
  ["eos", true, "tool_calls", "eos"],
];

for (const [raw, hasToolCalls, finish, native] of reasons) {
  test(`normalizeFinishReason() reads ${raw}${hasToolCalls ? " with tool calls" : ""} as ${finish}`, () => {
    assert.deepEqual(normalizeFinishReason(raw, hasToolCalls), {
      finish_reason: finish,
      ...(native !== undefined && { native_finish_reason: native }),
    } as ReturnType<typeof normalizeFinishReason>);
  });
}
