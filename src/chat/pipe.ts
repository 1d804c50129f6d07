import type { ChatCompletion, CompletionUsage } from "../dialect/chat_completion.ts";
import type { RequestTarget } from "../dialect/check_request.ts";
import type { ImageHistory } from "../dialect/prepare_message.ts";
import type { StreamLimits } from "../sse/read_batches.ts";

/** What is known of a call once it is answered. */
export interface ResponseInfo {
  /** The server's ID of the request, if it sent one. */
  requestId?: string;
  /** The location that answered. */
  location: string;
  /** HTTP status. */
  status: number;
  /** Attempts that were made, the successful one included. */
  attempts: number;
  /** How long the parts took, in milliseconds: the token, the response's head, all of it so far. */
  timings: { tokenMs: number; headMs: number; totalMs: number };
}

/** What a call is about. The very same object stands in every event of one call, so that it can be a key. */
export interface CallAbout {
  /** What is asked for: `chat`, or the name of Google's method, such as `generateContent`. */
  readonly operation: string;
  /** The model asked for; empty if the request names none. */
  readonly model: string;
  /** Whether a stream is asked for. */
  readonly stream: boolean;
}

/** What one call may set differently from its client. */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline, in milliseconds: of a plain call as a whole, of a stream's response head in each attempt. */
  readonly timeoutMs?: number | undefined;
  /** Longest wait for the first chunk of a stream, in milliseconds. @default the client's, or else `idleTimeoutMs` */
  readonly firstTokenTimeoutMs?: number | undefined;
  /** Longest silence inside a stream, in milliseconds; comments are silence. */
  readonly idleTimeoutMs?: number | undefined;
  /** Further header fields; `authorization` is the client's own and refused here. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Pins the call to one location, also one that is none of the client's: whoever writes it down means it. */
  readonly location?: string | undefined;
  /** Of the runtime: keeps a mint alive that this call begins. @default the client's */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /** Told once, when the answer begins. What it throws is ignored. */
  readonly onResponse?: ((info: ResponseInfo) => void) | undefined;
}

/** One attempt's hold on the network, as a reader of answers sees it. */
export interface AnswerConnection {
  /** Aborted by the caller or by a deadline. */
  readonly signal: AbortSignal;
  /** Lets go of the network at once. */
  abort(reason: unknown): void;
  /** Sets a deadline; what it misses becomes the message of a `timeout` error. */
  arm(delayMs: number, missed: string): void;
  /** Takes the deadline away. */
  disarm(): void;
  /** Ends the hold, once the answer is read. */
  release(): void;
  /** Takes out of a server's words what it may have quoted of the request. */
  redact(text: string): string;
  /** What the caller is told of a failure: the signal's reason, or an error that says how much was tried. */
  explain(caught: unknown): unknown;
}

/** One call as this room hands it to whoever sends it. */
export interface ChatCall<T> extends CallOptions {
  /** See {@linkcode CallAbout}. */
  readonly about: CallAbout;
  /** The address to post to, in a location. */
  readonly url: (location: string) => string;
  /** The method. @default {"POST"} */
  readonly method?: string | undefined;
  /** JSON text, or what `contentType` says it is. */
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  /** The body's type. @default {"application/json"} */
  readonly contentType?: string | undefined;
  /** What is being done, as in "Cannot <action>: …". */
  readonly action: string;
  /** Takes a successful response as far as must be before the caller sees anything. */
  readonly read: (
    response: Response,
    connection: AnswerConnection,
    limits: StreamLimits,
  ) => Promise<T>;
}

/** What the client lends to this room: the way to the network, and its settings. */
export interface ChatPipe {
  /** Gets one call answered, in as many attempts as the client allows; what the call leaves open is as the client says. */
  readonly send: <T>(call: ChatCall<T>) => Promise<T>;
  /** The address of chat completions in a location. */
  readonly url: (location: string) => string;
  /** The client's locations. */
  readonly locations: readonly string[];
  /** What rules hold there. */
  readonly target: RequestTarget;
  /** The model behind each alias. */
  readonly aliases: ReadonlyMap<string, string>;
  /** See {@linkcode ImageHistory}. */
  readonly imageHistory: ImageHistory;
  /** Told that an answer is whole, with the tokens it used if they were counted; never throws. */
  readonly onUsage: (event: { call: CallAbout; model: string; usage?: CompletionUsage }) => void;
  /** Shown each answer once it is whole; never throws. */
  readonly onWhole?: ((completion: ChatCompletion) => void) | undefined;
  /** Told of a failure that the caller is about to see; never throws. */
  readonly onError: (event: { call: CallAbout; error: unknown }) => void;
}
