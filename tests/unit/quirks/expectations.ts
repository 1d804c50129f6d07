import type { ChatCompletionTool, ResponseFormat, VertexErrorCode } from "../../../mod.ts";
import type { AnswerScript, Quirk } from "../../../src/testing/mod.ts";
import type { Asked } from "./doors.ts";
import type { SeenAnswer, SeenChoice } from "./seen.ts";

/** How a call must fail. */
export interface SeenFailure {
  readonly code: VertexErrorCode;
  /** Google's status, if it gave one. */
  readonly status?: number;
  /** The status by which OpenAI's client chooses its class; none once the stream has begun. */
  readonly http?: number;
}

/** What a quirk needs, and what the caller must see of it. */
export interface Expectation {
  /** The same in a few words, for the names of the cases. */
  readonly sees: string;
  readonly request?: Partial<Asked>;
  readonly script?: AnswerScript;
  readonly plain: SeenAnswer | SeenFailure;
  readonly streamed: SeenAnswer | SeenFailure;
}

/** What every request says unless its expectation says otherwise. */
export const question: Asked = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user", content: "Hi" }],
};

export const openModel = "deepseek-ai/deepseek-r1-maas";

export const weather: ChatCompletionTool = {
  type: "function",
  function: {
    name: "get_current_weather",
    description: "Gets the weather of a place",
    parameters: {
      type: "object",
      properties: { location: { type: "string" }, unit: { enum: ["celsius", "fahrenheit"] } },
      required: ["location", "unit"],
    },
  },
};

/** With it the emulator gives a different answer in each choice. */
const cityFormat: ResponseFormat = {
  type: "json_schema",
  json_schema: {
    name: "city",
    schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

const text = "The answer is here";
const thoughts = "Thinking about it";
const said: SeenChoice = {
  text,
  thoughts: null,
  calls: [],
  finish: "stop",
  native: null,
  signed: [],
  images: [],
};
const plainUsage = [8, 5, 13] as const;

function always(seen: SeenAnswer | SeenFailure): Pick<Expectation, "plain" | "streamed"> {
  return { plain: seen, streamed: seen };
}

function answer(
  choice: Partial<SeenChoice> = {},
  usage: SeenAnswer["usage"] = plainUsage,
): SeenAnswer {
  return { choices: [{ ...said, ...choice }], usage };
}

/** The same words, however they come. */
function words(sees: string, usage: SeenAnswer["usage"] = plainUsage): Expectation {
  return { sees, script: { text }, ...always(answer({}, usage)) };
}

function signed(sees: string, place: string, inPlain: string = place): Expectation {
  return {
    sees,
    script: { text },
    plain: answer({ signed: [inPlain] }),
    streamed: answer({ signed: [place] }),
  };
}

const boston = { location: "Boston, MA", unit: "celsius" };
const delhi = { location: "New Delhi, India", unit: "celsius" };
const twoCalls = [boston, delhi].map((args) => ({
  name: "get_current_weather",
  arguments: args,
}));
const called: Partial<SeenChoice> = {
  text: null,
  calls: twoCalls,
  finish: "tool_calls",
  signed: ["call 0 google"],
};

/** Two calls, however they come. */
function calls(
  sees: string,
  choice: Partial<SeenChoice> = {},
  usage: SeenAnswer["usage"] = [8, 33, 41],
  script: AnswerScript = { toolCalls: twoCalls },
): Expectation {
  return {
    sees,
    request: { tools: [weather] },
    script,
    ...always(answer({ ...called, ...choice }, usage)),
  };
}

/** Thoughts that were asked for, and the answer beside them. */
function thought(sees: string): Expectation {
  return {
    sees,
    request: { extra_body: { google: { thinking_config: { include_thoughts: true } } } },
    script: { text, thoughts },
    ...always(answer({ thoughts }, [8, 69, 77, 64])),
  };
}

/** The same from an open model, which nobody asked. */
function openThought(sees: string): Expectation {
  return { ...thought(sees), request: { model: openModel } };
}

function failure(seen: SeenFailure): Pick<Expectation, "sees" | "plain" | "streamed"> {
  return { sees: "one typed error", ...always(seen) };
}

const malformed: Partial<SeenChoice> = {
  text: null,
  finish: "content_filter",
  native: "function_call_filter: MALFORMED_FUNCTION_CALL",
};

const invalid: SeenFailure = { code: "invalid_request", status: 400, http: 400 };

/** Where an answer was asked for plain, the emulator sends its error in a 200. */
function failureMidway(status: number): Expectation {
  return {
    sees: "one typed error",
    script: { text },
    plain: invalid,
    streamed: { code: "stream_error", status },
  };
}

/** Every quirk of the wire; one that is missing here does not compile. */
export const expectations: Readonly<Record<Quirk, Expectation>> = {
  "tool-index-flip": calls("two calls", {}, [27, 549, 576, 504], {}),
  "tool-index-missing": calls("the calls"),
  "tool-index-zero": calls("all calls"),
  "tool-index-gap": calls("calls numbered from 0"),
  "tool-split-anonymous": calls("fragments joined"),
  "tool-id-missing": calls("ids made up"),
  "tool-id-empty": calls("ids made up"),
  "tool-name-repeated": calls("each name once"),
  "tool-many-in-one": calls("all calls"),
  "tool-args-empty": calls(
    "empty arguments as {}",
    { calls: twoCalls.map(({ name }) => ({ name, arguments: {} })) },
    [8, 10, 18],
  ),
  "tool-args-control": calls(
    "repaired JSON",
    {
      calls: [
        { name: "get_current_weather", arguments: { ...boston, location: "Boston,\n\tMA" } },
        { name: "get_current_weather", arguments: { ...delhi, location: "New\n\tDelhi, India" } },
      ],
    },
    [8, 33, 41],
  ),
  "tool-finish-stop": calls("tool_calls", { native: "stop" }),
  "tool-text-first": calls("text and calls", { text }, [8, 38, 46], { toolCalls: twoCalls, text }),
  "signature-on-call": calls("the signature on the call"),
  "signature-on-message": signed("the signature on the message", "message google"),
  "signature-on-part": signed("the signature on the part", "part 1 google", "part 0 google"),
  "signature-late": signed("the signature on the message", "message google"),
  "signature-vertex": signed("the signature as it came", "message vertex"),
  "signature-demanded": signed("the signature on the message", "message google"),
  "thought-untagged": thought("no thought in the answer"),
  "thought-tagged": thought("thoughts apart"),
  "thought-tag-split": thought("thoughts apart"),
  "thought-flag": thought("thoughts apart"),
  "thought-flag-whole": thought("thoughts apart and nothing dropped"),
  "thought-inline-think": openThought("thoughts apart"),
  "thought-reasoning-field": openThought("thoughts under one name"),
  "usage-excludes-reasoning": words("OpenAI's usage", [8, 69, 77, 64]),
  "usage-includes-reasoning": words("OpenAI's usage", [8, 69, 77, 64]),
  "usage-separate": words("the usage"),
  "usage-every-chunk": words("the last usage"),
  "usage-missing": words("no usage", null),
  "usage-partial": words("the usage that follows from the total"),
  "chunk-no-choices": words("the answer"),
  "chunk-no-delta": words("the answer"),
  "chunk-no-role": words("the answer"),
  "chunk-null-content": words("the answer"),
  "done-missing": words("the whole answer"),
  "truncated": {
    ...words("stream_truncated"),
    streamed: { code: "stream_truncated" },
  },
  "choices-empty": {
    sees: "empty_response",
    plain: { code: "empty_response", http: 502 },
    streamed: { code: "empty_response" },
  },
  "message-missing": {
    sees: "null content",
    ...always(answer({ text: null, finish: "length" }, [8, 0, 8])),
  },
  "finish-filter": {
    sees: "content_filter and null content",
    ...always(answer({ text: null, finish: "content_filter" }, [8, 0, 8])),
  },
  "finish-malformed-call": {
    sees: "content_filter and Google's own reason",
    plain: answer(malformed, [8, 0, 8]),
    // The stream says "", and no byte of text is changed.
    streamed: answer({ ...malformed, text: "" }, [8, 0, 8]),
  },
  "finish-unknown": {
    ...words("stop and the unknown reason"),
    ...always(answer({ native: "something_new" })),
  },
  "two-choices": {
    sees: "two choices apart",
    request: { n: 2, response_format: cityFormat },
    ...always({
      choices: ["Boston, MA", "New Delhi, India"].map((city) => ({
        ...said,
        text: JSON.stringify({ city }),
      })),
      usage: [8, 13, 21],
    }),
  },
  "image-in-audio": {
    sees: "an image",
    request: { modalities: ["image"] },
    ...always(
      answer({ text: null, images: ["image/png"], signed: ["message google"] }, [8, 1120, 1128]),
    ),
  },
  "error-array": failure(invalid),
  "error-object": failure(invalid),
  "error-html": failure({ code: "not_found", status: 404, http: 404 }),
  "error-empty": failure(invalid),
  "error-in-200": failure(invalid),
  "error-in-200-stream": failure(invalid),
  "error-event": failureMidway(429),
  "error-event-array": failureMidway(429),
  "error-event-named": failureMidway(429),
  "error-bare": failureMidway(499),
  "plain-for-stream": words("the answer"),
  "stream-for-plain": words("the answer"),
};
