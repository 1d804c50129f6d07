import fc from "fast-check";
import { type Quirk, quirkConflict } from "../../../src/testing/mod.ts";
import type { AnswerScript } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { makePair } from "../chat/client.ts";
import type { Asked } from "./doors.ts";
import { openModel, question, weather } from "./expectations.ts";
import { see } from "./seen.ts";
import { assembleStrictly } from "./strict_assembler.ts";

/** One kind of answer: what it says, and the quirks that change only how it is said. */
interface Subject {
  readonly name: string;
  readonly request: Asked;
  readonly script: AnswerScript;
  readonly forms: readonly Quirk[];
  /** The same of thoughts; each mix has one. */
  readonly thoughtForms: readonly (readonly Quirk[])[];
  /** Quirks that change what is said; the unmixed answer has them, too. */
  readonly contents: readonly Quirk[];
  /** How the unmixed answer gives its thoughts. */
  readonly plainly: readonly Quirk[];
}

const anyForms: readonly Quirk[] = [
  "usage-separate",
  "usage-every-chunk",
  "chunk-no-choices",
  "chunk-no-delta",
  "chunk-no-role",
  "chunk-null-content",
  "done-missing",
  "plain-for-stream",
  "stream-for-plain",
];
const usageForms: readonly Quirk[] = [
  "usage-excludes-reasoning",
  "usage-includes-reasoning",
  "usage-partial",
];
const thinking = { google: { thinking_config: { include_thoughts: true } } };
const thoughtForms: readonly (readonly Quirk[])[] = [
  [],
  ["thought-untagged"],
  ["thought-tagged"],
  ["thought-tag-split"],
  ["thought-flag"],
  ["thought-flag-whole"],
];

const subjects: readonly Subject[] = [
  {
    name: "calls",
    request: { ...question, tools: [weather] },
    script: {
      toolCalls: [
        { name: "get_current_weather", arguments: { location: 'Boston, "MA" {' } },
        { name: "get_current_weather", arguments: { location: "São Paulo" } },
      ],
    },
    forms: [
      ...anyForms,
      "tool-index-missing",
      "tool-index-zero",
      "tool-index-gap",
      "tool-split-anonymous",
      "tool-id-missing",
      "tool-id-empty",
      "tool-name-repeated",
      "tool-many-in-one",
      "signature-late",
    ],
    thoughtForms: [[]],
    plainly: [],
    contents: [
      "tool-args-empty",
      "tool-args-control",
      "tool-finish-stop",
      "tool-text-first",
      "signature-on-call",
      "signature-vertex",
      "signature-demanded",
      "usage-missing",
      "two-choices",
    ],
  },
  {
    name: "thoughts and text",
    request: { ...question, extra_body: thinking },
    script: { text: "Ça va : 2 < 3, </b> & so on", thoughts: "Hm… <b>\n\nlet me think" },
    forms: [...anyForms, ...usageForms],
    thoughtForms,
    plainly: [],
    contents: [
      "signature-on-message",
      "signature-vertex",
      "finish-unknown",
      "usage-missing",
      "two-choices",
    ],
  },
  {
    name: "thoughts and text in parts",
    request: { ...question, extra_body: thinking },
    script: { text: "one two", thoughts: "three four" },
    forms: ["usage-separate", "chunk-no-choices", "chunk-no-role", "done-missing"],
    thoughtForms,
    plainly: [],
    contents: ["signature-on-part", "usage-missing", "two-choices"],
  },
  {
    name: "an open model's thoughts and text",
    request: { ...question, model: openModel },
    script: { text: "Sure: <think> is a tag.", thoughts: "Hm… let me think" },
    forms: [...anyForms, ...usageForms],
    thoughtForms: [
      ["thought-inline-think"],
      ["thought-reasoning-field"],
      ["thought-tagged"],
      ["thought-tag-split"],
      ["thought-flag-whole"],
    ],
    plainly: ["thought-reasoning-field"],
    contents: ["usage-missing", "two-choices"],
  },
];

for (const subject of subjects) {
  for (const stream of [false, true]) {
    test(`any mix of quirks gives the same ${subject.name}, ${stream ? "streamed" : "plain"}`, async () => {
      const { emulator, vertex } = await makePair();
      const ask = async (quirk: readonly Quirk[], delivery: AnswerScript) => {
        emulator.reply({ ...subject.script, ...delivery, quirk });
        if (!stream) return see(await vertex.chat.completions.create(subject.request));
        const chat = vertex.chat.completions.stream(subject.request);
        const chunks = [];
        for await (const chunk of chat) chunks.push(structuredClone(chunk));
        const seen = see(await chat.finalChatCompletion());
        assert.deepEqual(see(assembleStrictly(chunks)), seen);
        return seen;
      };
      const mixes = fc.record({
        contents: fc.subarray([...subject.contents]),
        forms: fc.subarray([...subject.forms]),
        thoughts: fc.constantFrom(...subject.thoughtForms),
        chunkBytes: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
      }).map(({ contents, forms, thoughts, chunkBytes }) => ({
        contents,
        mix: [...contents, ...forms, ...thoughts],
        chunkBytes,
      })).filter(({ mix }) => quirkConflict(mix) === undefined);
      await fc.assert(
        fc.asyncProperty(mixes, async ({ contents, mix, chunkBytes }) => {
          const unmixed = await ask([...contents, ...subject.plainly], {});
          const signed = contents.some((quirk) => quirk.startsWith("signature"));
          if (signed) assert.isNotEmpty(unmixed.choices[0]?.signed, "the signature is lost");
          assert.deepEqual(await ask(mix, { chunkBytes }), unmixed);
        }),
        { numRuns: 60 },
      );
    });
  }
}
