import type { Demand } from "./demand.ts";
import type { RawAnswer } from "./raw_answer.ts";
import { dropFinish, emptyChoices, noChoices, noDelta, noRole, nullContent } from "./reshape.ts";
import type { Style } from "./style.ts";

/** The names of all quirks of the wire that the emulator can play, so that tests can be generated from the list. */
export const quirks = [
  "tool-index-flip",
  "tool-index-missing",
  "tool-index-zero",
  "tool-index-gap",
  "tool-split-anonymous",
  "tool-id-missing",
  "tool-id-empty",
  "tool-name-repeated",
  "tool-many-in-one",
  "tool-args-empty",
  "tool-args-control",
  "tool-finish-stop",
  "tool-text-first",
  "signature-on-call",
  "signature-on-message",
  "signature-on-part",
  "signature-late",
  "signature-vertex",
  "signature-demanded",
  "thought-untagged",
  "thought-tagged",
  "thought-tag-split",
  "thought-flag",
  "thought-flag-whole",
  "thought-inline-think",
  "thought-reasoning-field",
  "usage-excludes-reasoning",
  "usage-includes-reasoning",
  "usage-separate",
  "usage-every-chunk",
  "usage-missing",
  "usage-partial",
  "chunk-no-choices",
  "chunk-no-delta",
  "chunk-no-role",
  "chunk-null-content",
  "done-missing",
  "truncated",
  "choices-empty",
  "message-missing",
  "finish-filter",
  "finish-malformed-call",
  "finish-unknown",
  "two-choices",
  "image-in-audio",
  "error-array",
  "error-object",
  "error-html",
  "error-empty",
  "error-in-200",
  "error-in-200-stream",
  "error-event",
  "error-event-array",
  "error-event-named",
  "error-bare",
  "plain-for-stream",
  "stream-for-plain",
] as const;

/** One quirk's name. */
export type Quirk = typeof quirks[number];

/** How an error takes the place of an answer, or of its rest. */
export type ErrorForm =
  | "array"
  | "object"
  | "html"
  | "empty"
  | "in-200"
  | "event"
  | "event-array"
  | "event-named"
  | "bare";

/** What a quirk does; each field is one knob, and two quirks that turn the same one differently conflict. */
export interface QuirkEffect {
  /** What the answer must contain. */
  readonly demand?: Demand;
  /** How it is written. */
  readonly style?: Partial<Style>;
  /** An error in its place. */
  readonly error?: ErrorForm;
  /** Changes the chunks of a stream. */
  readonly chunks?: (chunks: readonly RawAnswer[]) => RawAnswer[];
  /** Changes a plain answer. */
  readonly plain?: (plain: RawAnswer) => RawAnswer;
  /** Quirks that would leave nobody a chance together with this one. */
  readonly excludes?: readonly Quirk[];
}

const twoCalls: Demand = { kind: "calls", calls: 2 };
// Without ids only honest indexes tell two calls apart.
const needsIds: readonly Quirk[] = ["tool-index-flip", "tool-index-zero", "tool-index-missing"];
// Pieces are what these are about, and calls in one delta come whole.
const needsPieces: readonly Quirk[] = [
  "tool-index-flip",
  "tool-split-anonymous",
  "tool-name-repeated",
];

/** Every quirk by name. */
export const quirkEffects: Readonly<Record<Quirk, QuirkEffect>> = {
  "tool-index-flip": {
    demand: { ...twoCalls, transcript: true },
    style: { fragments: true, callIndex: "flip" },
  },
  "tool-index-missing": { demand: { kind: "calls" }, style: { callIndex: "missing" } },
  "tool-index-zero": { demand: twoCalls, style: { fragments: false, callIndex: "zero" } },
  "tool-index-gap": { demand: twoCalls, style: { callIndex: "gap" } },
  "tool-split-anonymous": {
    demand: twoCalls,
    style: { fragments: true, laterPieces: "anonymous" },
  },
  "tool-id-missing": {
    demand: { kind: "calls" },
    style: { callId: "missing" },
    excludes: needsIds,
  },
  "tool-id-empty": { demand: { kind: "calls" }, style: { callId: "empty" }, excludes: needsIds },
  "tool-name-repeated": {
    demand: { kind: "calls" },
    style: { fragments: true, laterPieces: "repeated" },
  },
  "tool-many-in-one": {
    demand: twoCalls,
    style: { fragments: false, callsTogether: true },
    excludes: needsPieces,
  },
  "tool-args-empty": { demand: { kind: "calls", callArguments: "empty" } },
  "tool-args-control": { demand: { kind: "calls", callArguments: "control" } },
  "tool-finish-stop": { demand: { kind: "calls", finish: "stop" } },
  "tool-text-first": { demand: { kind: "calls", textFirst: true } },
  "signature-on-call": { demand: { kind: "calls", callSigned: true } },
  "signature-on-message": {
    demand: { kind: "text", messageSigned: true },
    style: { contentParts: false },
  },
  "signature-on-part": {
    demand: { kind: "text", messageSigned: true },
    style: { contentParts: true },
  },
  "signature-late": {
    demand: { messageSigned: true, callSigned: true },
    style: { signatureTime: "late", contentParts: false },
  },
  "signature-vertex": {
    demand: { messageSigned: true, callSigned: true },
    style: { signatureSpace: "vertex" },
  },
  "signature-demanded": { demand: { signaturesDue: true } },
  "thought-untagged": { style: { thoughtTag: "marker", thoughtFlag: "none", thoughtField: false } },
  "thought-tagged": {
    demand: { thoughts: "always" },
    style: { thoughtTag: "marker-or-think", thoughtFlag: "none", thoughtField: false },
  },
  "thought-tag-split": {
    demand: { thoughts: "always" },
    style: { thoughtTag: "marker-or-think", cutTags: true, thoughtField: false },
  },
  "thought-flag": {
    demand: { thoughts: "always" },
    style: { thoughtTag: "none", thoughtFlag: "deltas", thoughtField: false },
  },
  "thought-flag-whole": {
    demand: { thoughts: "always" },
    style: { thoughtTag: "marker-or-think", thoughtFlag: "whole", thoughtField: false },
  },
  "thought-inline-think": {
    demand: { thoughts: "always" },
    style: { thoughtTag: "think", thoughtFlag: "none", thoughtField: false },
  },
  "thought-reasoning-field": {
    demand: { thoughts: "always" },
    style: { thoughtField: true, thoughtFlag: "none" },
  },
  "usage-excludes-reasoning": { demand: { reasoning: true }, style: { usageCount: "excludes" } },
  "usage-includes-reasoning": { demand: { reasoning: true }, style: { usageCount: "includes" } },
  "usage-separate": { style: { usagePlace: "separate" } },
  "usage-every-chunk": { style: { usagePlace: "every" } },
  "usage-missing": { style: { usagePlace: "missing" } },
  "usage-partial": { style: { usageCount: "partial" } },
  "chunk-no-choices": { chunks: noChoices },
  "chunk-no-delta": { chunks: noDelta },
  "chunk-no-role": { chunks: noRole },
  "chunk-null-content": { chunks: nullContent },
  "done-missing": { style: { done: false } },
  "truncated": { style: { done: false }, chunks: dropFinish },
  "choices-empty": {
    demand: { kind: "nothing" },
    plain: emptyChoices,
    chunks: (chunks) => chunks.map(emptyChoices),
  },
  "message-missing": {
    demand: { kind: "nothing", finish: "length" },
    style: { messageMissing: true },
  },
  "finish-filter": {
    demand: { kind: "nothing", finish: "content_filter" },
    style: { messageMissing: true },
  },
  "finish-malformed-call": {
    demand: { kind: "nothing", finish: "function_call_filter: MALFORMED_FUNCTION_CALL" },
    style: { messageMissing: false },
  },
  "finish-unknown": { demand: { finish: "something_new" } },
  "two-choices": { demand: { choices: 2 } },
  "image-in-audio": { demand: { kind: "image" } },
  "error-array": { error: "array" },
  "error-object": { error: "object" },
  "error-html": { error: "html" },
  "error-empty": { error: "empty" },
  "error-in-200": { error: "in-200" },
  "error-in-200-stream": { error: "in-200" },
  "error-event": { error: "event" },
  "error-event-array": { error: "event-array" },
  "error-event-named": { error: "event-named" },
  "error-bare": { error: "bare" },
  "plain-for-stream": { style: { form: "plain" } },
  "stream-for-plain": { style: { form: "stream" } },
};
