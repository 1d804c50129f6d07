/** How an answer is put on the wire. Every knob is one way in which the real service has been seen to differ. */
export interface Style {
  /** Streamed arguments in pieces, headed by a piece without any. */
  readonly fragments: boolean;
  /** Which `index` the calls carry; `flip` is Google's own transcript. */
  readonly callIndex: "own" | "flip" | "missing" | "zero" | "gap";
  /** Which `id` they carry. */
  readonly callId: "own" | "missing" | "empty";
  /** What the later pieces of a call carry: everything again, or the arguments only. */
  readonly laterPieces: "repeated" | "anonymous";
  /** All calls in one delta. */
  readonly callsTogether: boolean;
  /** Where a signature stands: with the first piece, or on a later delta without content. */
  readonly signatureTime: "first" | "late";
  /** Under which key of `extra_content`. */
  readonly signatureSpace: "google" | "vertex";
  /** Content as a list of parts, the signature on the last part. */
  readonly contentParts: boolean;
  /** The tag around thoughts, or where to take it from. */
  readonly thoughtTag: "marker" | "marker-or-think" | "think" | "none";
  /** What carries `extra_content.google.thought`. */
  readonly thoughtFlag: "deltas" | "whole" | "none";
  /** Whether thoughts have a field of their own. */
  readonly thoughtField: boolean;
  /** Tags cut between chunks. */
  readonly cutTags: boolean;
  /** Where a stream's usage stands. */
  readonly usagePlace: "final" | "separate" | "every" | "missing";
  /** Whether completion tokens contain the reasoning. */
  readonly usageCount: "excludes" | "includes" | "partial";
  /** Choices come without message or delta. */
  readonly messageMissing: boolean;
  /** Whether `[DONE]` ends a stream. */
  readonly done: boolean;
  /** The form of the answer, if not the one asked for. */
  readonly form: "plain" | "stream" | "asked";
}

/** What Gemini on Vertex does when nothing is out of the ordinary. */
export const vertexStyle: Style = {
  fragments: false,
  callIndex: "own",
  callId: "own",
  laterPieces: "repeated",
  callsTogether: false,
  signatureTime: "first",
  signatureSpace: "google",
  contentParts: false,
  thoughtTag: "marker",
  thoughtFlag: "deltas",
  thoughtField: false,
  cutTags: false,
  usagePlace: "final",
  usageCount: "excludes",
  messageMissing: false,
  done: true,
  form: "asked",
};
