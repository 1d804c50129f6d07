import fc from "fast-check";

/** Nearly what is expected: the right names with right and wrong values. */
const odd = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string(),
  fc.constant([]),
  fc.constant({}),
);

function near(shape: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.fromEntries(
    Object.entries(shape).map((
      [name, value],
    ) => [name, fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: odd })]),
  );
  return fc.record(fields, { requiredKeys: [] });
}

const some = (value: fc.Arbitrary<unknown>) => fc.array(value, { maxLength: 3 });
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "",
    "<think>",
    "</think>",
    "<vertex_edge_thought>",
    "</vertex_edge",
    "_thought>",
    "{",
    '"',
  ),
);
const extra = near({
  google: near({
    thought: fc.boolean(),
    thought_signature: text,
    mime_type: fc.constantFrom("image/png", "x"),
  }),
});
const call = near({
  id: fc.constantFrom("a", "b", ""),
  index: fc.nat(3),
  type: fc.constant("function"),
  function: near({ name: fc.constantFrom("f", "g", ""), arguments: text }),
  extra_content: extra,
});
const part = near({
  type: fc.constantFrom("text", "image_url", "file"),
  text,
  image_url: text,
  file: near({ file_data: text }),
  extra_content: extra,
});
const message = near({
  role: fc.constantFrom("assistant", "user", "system", "tool", "developer"),
  content: fc.oneof(text, some(part)),
  reasoning: text,
  reasoning_content: text,
  tool_calls: some(call),
  tool_call_id: fc.constantFrom("a", "b"),
  audio: near({ data: text, extra_content: extra }),
  images: some(part),
  content_parts: some(part),
  extra_content: extra,
});
const reason = fc.constantFrom("stop", "length", "tool_calls", "content_filter", "odd");
const usage = near({
  prompt_tokens: fc.nat(),
  completion_tokens: fc.nat(),
  total_tokens: fc.nat(),
  completion_tokens_details: near({ reasoning_tokens: fc.nat() }),
});

/** A chunk, more or less. */
export const chunkValue: fc.Arbitrary<unknown> = near({
  id: text,
  created: fc.nat(),
  model: text,
  choices: some(near({ index: fc.nat(2), delta: message, finish_reason: reason })),
  usage,
});

/** A plain answer, more or less. */
export const answerValue: fc.Arbitrary<unknown> = near({
  id: text,
  choices: some(near({ index: fc.nat(2), message, finish_reason: reason })),
  usage,
});

/** A request, more or less. */
export const requestValue: fc.Arbitrary<unknown> = near({
  model: fc.constantFrom("google/gemini-3.1-pro-preview", "bare", "deepseek-ai/r1"),
  messages: some(message),
  stream: fc.boolean(),
  tools: some(
    near({ type: fc.constant("function"), function: near({ name: fc.constantFrom("f", "9") }) }),
  ),
  reasoning_effort: fc.constant("low"),
  extra_body: near({
    google: near({
      thinking_config: near({ include_thoughts: fc.boolean() }),
      thought_tag_marker: text,
    }),
  }),
});
