/** The rows of the comparison: what is done with each package, and what a reader is told of it. */
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/testing/mod.ts";
import { wireResponses } from "../../tests/vectors/wire.ts";
import { shortened } from "./shorten.ts";
import type { Answer, Contender, CreateContender, Desk } from "./contender.ts";

/** One row of the table. */
export interface Row {
  readonly title: string;
  /** What was run. */
  readonly how: string;
  readonly emulator?: EmulatorOptions;
  readonly play: (stage: Stage) => Promise<string>;
}

/** Where a row is played. */
export interface Stage {
  readonly emulator: Emulator;
  /** Makes the program, over an account's key that may be other than the emulator's. */
  readonly open: (key?: Desk["key"]) => Promise<Contender>;
}

const yes = "yes";
const text = "It is mild.";
const thoughts = "Let me think about Boston.";
const hintMs = 3_000;
const refusal = "The temperature must be between 0 and 2.";
const transcript = wireResponses["streamed-function-call-arguments.sse"];
const transcriptCalls = [
  {
    id: "function-call-c855348a-459a-46a4-a8ad-aa0a4e7c3563",
    name: "get_current_weather",
    args: { location: "Boston, MA", unit: "celsius" },
  },
  {
    id: "function-call-df0d087c-ad74-46f1-ba4a-9353cbf288a8",
    name: "get_current_weather",
    args: { location: "New Delhi, India", unit: "celsius" },
  },
];

const counts = { prompt: 10, completion: 8, reasoning: 20, total: 38 };
const chatAnswer = {
  id: "an-answer",
  object: "chat.completion",
  created: 1_795_000_000,
  model: "google/gemini-3.1-pro-preview",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: text } }],
  usage: {
    prompt_tokens: counts.prompt,
    completion_tokens: counts.completion,
    total_tokens: counts.total,
    completion_tokens_details: { reasoning_tokens: counts.reasoning },
  },
};
const nativeAnswer = {
  candidates: [{ content: { role: "model", parts: [{ text }] }, finishReason: "STOP" }],
  usageMetadata: {
    promptTokenCount: counts.prompt,
    candidatesTokenCount: counts.completion,
    thoughtsTokenCount: counts.reasoning,
    totalTokenCount: counts.total,
  },
};

/** All of them but the first, which takes a worker. */
export const rows: readonly Row[] = [
  {
    title: "A key whose line breaks are escaped, as environment variables leave them",
    how:
      "One question with a service account's key in which each line break is `\\n`, two characters.",
    async play({ emulator, open }) {
      const { private_key, ...rest } = emulator.serviceAccountKey;
      const contender = await open({ ...rest, private_key: private_key.replaceAll("\n", "\\n") });
      return await verdict(() => contender.ask());
    },
  },
  {
    title: "Tokens minted for 10 calls, one after another",
    how: "Ten questions; requests to the token endpoint are counted.",
    async play({ emulator, open }) {
      const contender = await open();
      for (let call = 0; call < 10; call++) await contender.ask();
      return String(countOf(emulator, "token"));
    },
  },
  {
    title: "Tokens minted for 10 first calls at once",
    how: "The same, all begun before any has ended.",
    async play({ emulator, open }) {
      const contender = await open();
      await Promise.all(Array.from({ length: 10 }, () => contender.ask()));
      return String(countOf(emulator, "token"));
    },
  },
  {
    title: "A token that is refused is replaced, and the call goes on",
    how:
      "One question; then every token is revoked, so that the API answers 401; then another. Whoever mints for each call has nothing to replace.",
    async play({ emulator, open }) {
      const contender = await open();
      await contender.ask();
      emulator.revokeTokens();
      return await verdict(() => contender.ask());
    },
  },
  {
    title: "Two streamed tool calls whose index changes in mid-stream",
    how:
      "Google's own documented transcript (`tests/vectors/wire/responses/streamed-function-call-arguments.sse`), read with the package's function for whole answers.",
    async play({ emulator, open }) {
      emulator.reply({ body: transcript });
      const contender = await open();
      if (contender.native) return "not its wire";
      return await verdict(() => contender.stream(), ({ calls = [] }) => {
        if (isSame(calls, transcriptCalls)) return yes;
        const args = calls.map(({ args }) => args);
        if (!isSame(args, transcriptCalls.map(({ args }) => args))) {
          return `no: ${calls.length} calls, with ${
            args.map((each) => JSON.stringify(each)).join(", ")
          }`;
        }
        const ids = new Set(calls.map(({ id }) => id)).size;
        return ids < calls.length
          ? `no: right arguments, but ${ids} ID for ${calls.length} calls`
          : "no: right arguments, but wrong IDs";
      });
    },
  },
  {
    title: "Thought signatures come back in a conversation with tools",
    how:
      "The package's own loop (`runTools`, `generateText` with `stopWhen`, automatic function calling), two turns with a tool and one with the answer, at an emulator that refuses a missing signature as Gemini 3 does.",
    emulator: { signatures: "exact" },
    async play({ emulator, open }) {
      emulator.reply({ quirk: "tool-text-first" });
      emulator.reply({ quirk: "signature-on-call" });
      emulator.reply({ text });
      const contender = await open();
      return await verdict(() => contender.converse(), said);
    },
  },
  {
    title: "Thoughts stay out of the answer's text",
    how: "One question with Google's `include_thoughts`; the answer comes with thoughts.",
    async play({ emulator, open }) {
      emulator.reply({ quirk: "thought-untagged", thoughts, text });
      const contender = await open();
      return await verdict(() => contender.think(), said);
    },
  },
  {
    title: "The token counts add up to the total when there was reasoning",
    how: `One question that cost ${
      Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ")
    }, with reasoning apart from completion, as Vertex AI tells it. The parts are prompt and completion in OpenAI's meaning, input and output in the AI SDK's, prompt, candidates and thoughts in Google's.`,
    async play({ emulator, open }) {
      const contender = await open();
      emulator.reply({ json: contender.native ? nativeAnswer : chatAnswer });
      return await verdict(() => contender.ask(), ({ usage }) => {
        if (!usage) return "no: none told";
        const parts = usage.parts.join(" + ");
        if (usage.total !== counts.total) return `no: ${parts} = ${usage.total}`;
        const sum = usage.parts.reduce((whole, part) => whole + part, 0);
        return sum === usage.total ? yes : `no: ${parts} of ${usage.total}`;
      });
    },
  },
  {
    title: "A stream that breaks off before it has finished is an error",
    how:
      "Half of an answer's chunks, and the end of the body. A finish reason `error` counts as an error.",
    async play({ emulator, open }) {
      emulator.reply({ text: text.repeat(10), times: 10 });
      emulator.fail({ fault: "truncate-stream", times: 10 });
      const contender = await open();
      const whole = await silence(() => contender.stream());
      if (!contender.iterate) return whole;
      const pieces = await silence(() => contender.iterate?.());
      return whole === pieces ? whole : `whole answers: ${whole}; chunk by chunk: ${pieces}`;
    },
  },
  {
    title: "An error in Google's array form keeps its message",
    how: 'The API answers 400 with `[{"error": …}]`, as Google\'s front end does.',
    async play({ emulator, open }) {
      emulator.fail({ status: 400, message: refusal, bodyShape: "array" });
      const contender = await open();
      const error = await failureOf(() => contender.ask());
      if (!error) return "no: no error";
      if (error.message === "") return "no: an empty one";
      if (!error.message.includes(refusal)) return `no: "${error.message}"`;
      return error.message.includes('"error"') ? "as raw JSON" : yes;
    },
  },
  {
    title: "A 429 that says when to ask again is obeyed",
    how:
      "The first answer is 429 with Google's `RetryInfo` of 3 s; the time to the next attempt is measured. `@google/genai` asks again only where its option `retryOptions` is set.",
    async play({ emulator, open }) {
      const contender = await open();
      await contender.ask();
      emulator.fail({ status: 429, retryInfo: `${hintMs / 1_000}s` });
      const startedMs = performance.now();
      const error = await failureOf(() => contender.ask());
      const waitedMs = performance.now() - startedMs;
      if (error) return "no: gives up";
      return waitedMs >= hintMs ? yes : `no: asks after ${roundedSeconds(waitedMs)}`;
    },
  },
  {
    title: "Requests made while 429 lasts",
    how: "Every answer is 429, without a hint; requests to the API are counted until the error.",
    async play({ emulator, open }) {
      emulator.fail({ status: 429, times: 1_000 });
      const contender = await open();
      const error = await failureOf(() => contender.ask());
      return error ? String(countOf(emulator, "api")) : "no error";
    },
  },
];

/** How a row is played. */
export interface PlayOptions {
  /** The account's key; making one takes a while. @default a new one */
  readonly key?: Desk["key"] | undefined;
  /** Gets the function that reaches the emulator, for programs that take the global one. */
  readonly install?: ((fetch: Desk["fetch"]) => void) | undefined;
}

/** Plays a row with a program, at an emulator of its own. */
export async function playRow(
  row: Row,
  create: CreateContender,
  options: PlayOptions = {},
): Promise<string> {
  const emulator = await createEmulator({ ...row.emulator, serviceAccountKey: options.key });
  options.install?.(emulator.fetch);
  return await row.play({
    emulator,
    open: async (key = emulator.serviceAccountKey) => await create({ key, fetch: emulator.fetch }),
  });
}

async function verdict(
  call: () => Promise<Answer>,
  judge: (answer: Answer) => string = () => yes,
): Promise<string> {
  try {
    return judge(await call());
  } catch (error) {
    return `no: ${shortened(error)}`;
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function said(answer: Answer): string {
  return answer.text === text ? yes : `no: "${answer.text}"`;
}

/** Whether a call that must fail does. */
async function silence(call: () => Promise<Answer> | undefined): Promise<string> {
  return await failureOf(call) ? yes : "no";
}

async function failureOf(call: () => Promise<Answer> | undefined): Promise<Error | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function countOf(emulator: Emulator, kind: "token" | "api"): number {
  return emulator.requests.filter((request) => request.kind === kind).length;
}

/** Coarse, for what waits at random would change the page with every run. */
function roundedSeconds(ms: number): string {
  return ms < 1_000 ? "less than 1 s" : `${Math.floor(ms / 1_000)} s`;
}
