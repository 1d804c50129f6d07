import fc from "fast-check";
import {
  createThoughtSplitter,
  type SplitText,
  THOUGHT_TAG_MARKER,
  type ThoughtTags,
} from "../../../src/dialect/split_thoughts.ts";
import { assert, test } from "../../harness.ts";

const open = `<${THOUGHT_TAG_MARKER}>`;
const close = `</${THOUGHT_TAG_MARKER}>`;

function split(tags: ThoughtTags, pieces: readonly (string | { flagged: string })[]): SplitText {
  const splitter = createThoughtSplitter(tags);
  const result = { content: "", reasoning: "" };
  const add = (part: SplitText) => {
    result.content += part.content;
    result.reasoning += part.reasoning;
  };
  for (const piece of pieces) {
    add(
      typeof piece === "string" ? splitter.push(piece, false) : splitter.push(piece.flagged, true),
    );
  }
  add(splitter.end());
  return result;
}

test("createThoughtSplitter() takes marked thoughts out, wherever the text is cut", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.boolean(),
          fc.string({ unit: fc.constantFrom("a", "<", "/", ">", "v", " ", "é") }),
        ),
      ),
      fc.array(fc.nat(200)),
      (parts, places) => {
        const text = parts.map(([thought, part]) => thought ? `${open}${part}${close}` : part).join(
          "",
        );
        const expected = {
          content: parts.filter(([thought]) => !thought).map(([, part]) => part).join(""),
          reasoning: parts.filter(([thought]) => thought).map(([, part]) => part).join(""),
        };
        const cuts = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) =>
          a - b
        );
        const pieces = [0, ...cuts].map((start, index) =>
          text.slice(start, cuts[index] ?? text.length)
        );
        assert.deepEqual(split("marked", pieces), expected);
      },
    ),
    { numRuns: 500 },
  );
});

test("createThoughtSplitter() holds back no more than may begin a tag", () => {
  const splitter = createThoughtSplitter("marked");
  assert.equal(splitter.push("a < b <ver", false).content, "a < b ");
  assert.equal(splitter.push("y", false).content, "<very");
});

test("createThoughtSplitter() gives what it held back at the end", () => {
  assert.deepEqual(split("marked", ["answer <vert"]), { content: "answer <vert", reasoning: "" });
  assert.deepEqual(split("marked", [`${open}thought </ver`]), {
    content: "",
    reasoning: "thought </ver",
  });
});

test("createThoughtSplitter() follows the server's flag, with tags and without", () => {
  const expected = { content: "answer", reasoning: "one two" };
  assert.deepEqual(split("none", [{ flagged: "one" }, { flagged: " two" }, "answer"]), expected);
  assert.deepEqual(split("marked", [{ flagged: "one" }, { flagged: " two" }, "answer"]), expected);
  assert.deepEqual(
    split("marked", [{ flagged: `${open}one` }, { flagged: " two" }, `${close}answer`]),
    expected,
  );
  assert.deepEqual(split("marked", [{ flagged: "one two" }, `${close}answer`]), expected);
  assert.deepEqual(
    split("marked", [{ flagged: "one two" }, close.slice(0, 4), `${close.slice(4)}answer`]),
    expected,
  );
  assert.deepEqual(
    split("marked", [
      { flagged: open.slice(0, 3) },
      { flagged: `${open.slice(3)}one two` },
      `${close}answer`,
    ]),
    expected,
  );
});

test("createThoughtSplitter() leaves a caller's own tags alone, flag or not", () => {
  assert.deepEqual(split("caller", [{ flagged: "<think>a" }, "</think>b"]), {
    content: "<think>a</think>b",
    reasoning: "",
  });
});

test("createThoughtSplitter() takes an open model's leading thoughts out, and no later ones", () => {
  assert.deepEqual(split("leading", ["\n<thi", "nk>one</th", "ink>two<think>three</think>"]), {
    content: "\ntwo<think>three</think>",
    reasoning: "one",
  });
  assert.deepEqual(split("leading", ["The tag <think> is"]), {
    content: "The tag <think> is",
    reasoning: "",
  });
  assert.deepEqual(split("leading", [" <", "b>"]), { content: " <b>", reasoning: "" });
});

test("createThoughtSplitter() changes nothing without tags and flags", () => {
  assert.deepEqual(split("none", ["<think>", open]), { content: `<think>${open}`, reasoning: "" });
});
