import type { AnswerCall } from "./answer.ts";
import type { ChatView, DeclaredFunction } from "./chat_view.ts";
import { lastUserIndex, textOf } from "./chat_view.ts";
import type { Demand } from "./demand.ts";
import { exampleValue } from "./example_value.ts";
import { listOf, objectOf, stringOf } from "./json.ts";
import type { Seed } from "./seed.ts";

/** Serves requests that declare no function when a quirk needs one. */
const weatherFunction: DeclaredFunction = {
  name: "get_current_weather",
  parameters: {
    type: "object",
    properties: {
      location: { type: "string" },
      unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    },
    required: ["location", "unit"],
  },
};

/** The ids in the transcript that Google published. */
const transcriptIds = [
  "function-call-c855348a-459a-46a4-a8ad-aa0a4e7c3563",
  "function-call-df0d087c-ad74-46f1-ba4a-9353cbf288a8",
];

/** A call that a script asks for. */
export interface ScriptedCall {
  /** Function to call; need not be declared. */
  readonly name: string;
  /** Arguments: an object, or the raw text for broken ones. */
  readonly arguments: unknown;
  /** Identifier; made up if absent. The native methods of `v1` send none. */
  readonly id?: string | undefined;
  /** Thought signature; the first call gets one if absent. */
  readonly signature?: string | undefined;
}

/** The calls a script gives, in the form of an answer. */
export function scriptCalls(
  scripted: readonly ScriptedCall[],
  signed: boolean,
  seed: Seed,
): AnswerCall[] {
  return scripted.map((call, position) => ({
    id: call.id ?? `function-call-${seed.uuid()}`,
    name: call.name,
    arguments: typeof call.arguments === "string"
      ? call.arguments
      : JSON.stringify(call.arguments ?? {}),
    signature: call.signature ?? (signed && position === 0 ? seed.base64(88) : undefined),
  }));
}

/** Calls with arguments that fit the declared parameters; `variant` counts the choices. */
export function composeCalls(
  view: ChatView,
  demand: Demand,
  signed: boolean,
  seed: Seed,
  variant: number,
): AnswerCall[] {
  const declared = chooseFunction(view);
  // Google's sample of streamed arguments has two parallel calls, and shows its quirk only so.
  const streamed = view.stream && view.google.stream_function_call_arguments === true;
  const count = Math.max(demand.calls ?? 1, streamed ? 2 : 1);
  const original = demand.transcript === true && declared.name === weatherFunction.name &&
    variant === 0;
  const scripted = Array.from({ length: count }, (_, position): ScriptedCall => ({
    name: declared.name,
    arguments: declared.parameters === undefined
      ? {}
      : exampleValue(declared.parameters, variant + position),
    id: original ? transcriptIds[position] : undefined,
  }));
  return scriptCalls(scripted, signed, seed);
}

/** Spoils arguments as a quirk wants them. */
export function spoilArguments(call: AnswerCall, spoil: Demand["callArguments"]): AnswerCall {
  if (spoil === undefined) return call;
  return { ...call, arguments: spoil === "empty" ? "" : addControls(call.arguments) };
}

/** Puts a raw line break and tab, which JSON forbids inside strings, into the first string that has a blank. */
function addControls(json: string): string {
  const blank = /(:"(?:[^"\\]|\\.)*?) /;
  if (blank.test(json)) return json.replace(blank, "$1\n\t");
  if (/:"/.test(json)) return json.replace(/:"/, ':"\n\t');
  return json.replace(/\}$/, `${json === "{}" ? "" : ","}"note":"one\n\ttwo"}`);
}

/** The function that tool_choice names, or whose name the user's words recall, or the first. */
function chooseFunction(view: ChatView): DeclaredFunction {
  const { functions, body, messages } = view;
  const named = stringOf(objectOf(objectOf(body.tool_choice).function).name);
  const said = textOf(messages[lastUserIndex(messages)]?.content).toLowerCase();
  const recalled = (declared: DeclaredFunction): boolean =>
    declared.name.toLowerCase().split(/[_.-]+/).some((word) =>
      word.length > 3 && said.includes(word)
    );
  return functions.find(({ name }) => name === named) ?? functions.find(recalled) ?? functions[0] ??
    weatherFunction;
}

/** Whether the request would have the model call a function. */
export function wantsCalls(view: ChatView): boolean {
  return listOf(view.body.tools).length > 0 && view.functions.length > 0 &&
    view.body.tool_choice !== "none";
}
