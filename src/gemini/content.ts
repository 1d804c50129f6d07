/**
 * Contents and their parts, as they stand in requests and in answers alike: what the model said goes back as it came.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference | Google: generateContent}
 *
 * @module
 */

/** An object of JSON, with fields that nobody here looks at. */
export interface JsonObject {
  /** Any field. */
  [field: string]: unknown;
}

/** One turn: who speaks, and the parts of what is said. */
export interface Content {
  /** `user` or `model`; Google also takes `function` for results. Told by the parts where it is missing. */
  role?: string;
  /** The parts, in order. */
  parts: Part[];
}

/** A part: one of text, data, a call, or a result; and what is said about it. Fields not listed here are kept. */
export interface Part {
  /** Text. */
  text?: string;
  /** Whether the text is a thought of the model's. */
  thought?: boolean;
  /** Opaque bytes, base64: goes back on the very part that it came on. */
  thoughtSignature?: string;
  /** Bytes. */
  inlineData?: InlineData;
  /** A file, by its address. */
  fileData?: FileData;
  /** A function that the model calls. */
  functionCall?: FunctionCall;
  /** What the function gave. */
  functionResponse?: FunctionResponse;
  /** Code that the model wrote to run it. */
  executableCode?: JsonObject;
  /** What the code gave. */
  codeExecutionResult?: JsonObject;
  /** Which stretch of a video is meant, and at how many frames a second. */
  videoMetadata?: JsonObject;
  /** How finely an image or a video is looked at; Gemini 3 and later. */
  mediaResolution?: JsonObject;
}

/** Bytes in a request or an answer. */
export interface InlineData {
  /** Their type. */
  mimeType: string;
  /** Base64. */
  data: string;
  /** A name to refer to them by, in results of functions. */
  displayName?: string;
}

/** A file in Cloud Storage or on the web. */
export interface FileData {
  /** Its type. */
  mimeType: string;
  /** `gs://…` or `https://…`. */
  fileUri: string;
  /** A name to refer to it by, in results of functions. */
  displayName?: string;
}

/** A function that the model calls. */
export interface FunctionCall {
  /** The server's own, if it gave one. Never made up: some versions of the API refuse it. */
  id?: string;
  /** The function. Missing on the later pieces of a streamed call. */
  name?: string;
  /** Its arguments. Missing for none. */
  args?: JsonObject;
  /** Pieces of the arguments, in a stream that was asked for with `streamFunctionCallArguments`. */
  partialArgs?: PartialArg[];
  /** Whether more pieces of this call follow. */
  willContinue?: boolean;
}

/** A piece of a call's arguments: one value, or a stretch of one text. */
export interface PartialArg {
  /** Where it belongs, as in RFC 9535: `$.album.tracks[0].title`. */
  jsonPath: string;
  /** Text, to be appended to what stands there. */
  stringValue?: string;
  /** A number. */
  numberValue?: number;
  /** A boolean. */
  boolValue?: boolean;
  /** Null, whatever it says. */
  nullValue?: unknown;
  /** Whether more of this text follows. */
  willContinue?: boolean;
}

/** What a function gave. */
export interface FunctionResponse {
  /** The call's, if the server gave it one. */
  id?: string;
  /** The function. */
  name: string;
  /** An object; `output` and `error` are Google's names for what went well or wrong. */
  response: JsonObject;
  /** Media that belong to the result; Gemini 3 and later. */
  parts?: FunctionResponsePart[];
}

/** A file or bytes of a function's result. */
export interface FunctionResponsePart {
  /** Bytes. */
  inlineData?: InlineData;
  /** A file. */
  fileData?: FileData;
}
