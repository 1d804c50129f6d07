import { type Api, ApiError } from "./api.ts";
import { buildRequest, type RequestBody } from "./build_request.ts";
import { mergeDelta } from "./merge_delta.ts";
import type { Settings } from "./settings.ts";
import { type AssistantMessage, type Failure, isRecord, type Message, type Usage } from "./wire.ts";

/** A message and what is known of it. */
export interface Turn {
  readonly message: Message;
  /** About an answer. */
  readonly note?: Note;
}

/** What is told below an answer. Times are in milliseconds. */
export interface Note {
  /** When it was asked for, by the page's clock. */
  readonly askedAt: number;
  firstAt?: number;
  /** When the first words beside thoughts came. */
  answeredAt?: number;
  endedAt?: number;
  finishReason?: string;
  usage?: Usage;
}

/** A conversation that goes on. */
export interface Chat {
  turns: Turn[];
  /** What went wrong last. */
  failure: Failure | undefined;
  /** Whether an answer is on its way. */
  readonly busy: boolean;
  /** The last request that was sent. */
  readonly lastBody: RequestBody | undefined;
  /**
   * Adds messages and asks for the answer. Settles when it is there, failed, or stopped. What was refused is no part
   * of the conversation any more, or every later request would repeat it.
   *
   * @returns The messages that were refused.
   */
  readonly send: (...messages: Message[]) => Promise<Message[]>;
  /** Asks once more for the last answer, and gives what was refused, as `send` does. */
  readonly again: () => Promise<Message[]>;
  readonly stop: () => void;
  /** The calls that wait for a result. */
  readonly openCalls: () => NonNullable<AssistantMessage["tool_calls"]>;
}

/**
 * Makes a conversation.
 *
 * @param onChange Called whenever there is something new to show.
 */
export function createChat(api: Api, settings: Settings, onChange: () => void): Chat {
  let running: AbortController | undefined;
  let lastBody: RequestBody | undefined;

  const chat: Chat = {
    turns: [],
    failure: undefined,
    get busy() {
      return running !== undefined;
    },
    get lastBody() {
      return lastBody;
    },
    async send(...messages) {
      chat.turns.push(...messages.map((message) => ({ message })));
      return await run();
    },
    async again() {
      while (chat.turns.at(-1)?.message.role === "assistant") chat.turns.pop();
      return await run();
    },
    stop: () => running?.abort(),
    openCalls() {
      const last = running ? undefined : chat.turns.at(-1)?.message;
      return last?.role === "assistant" ? last.tool_calls ?? [] : [];
    },
  };

  async function run(): Promise<Message[]> {
    chat.failure = undefined;
    const control = running = new AbortController();
    const message: AssistantMessage = { role: "assistant", content: null };
    const note: Note = { askedAt: performance.now() };
    const turns = chat.turns;
    const messages = turns.map((turn) => turn.message);
    const answered = messages.findLastIndex(({ role }) => role === "assistant");
    let refused: Message[] = [];
    turns.push({ message, note });
    onChange();
    try {
      const body = lastBody = buildRequest(settings, messages);
      for await (const piece of api.complete(body, control.signal)) {
        const now = performance.now();
        mergeDelta(message, piece.delta);
        if (saysSomething(message)) note.answeredAt ??= now;
        if (note.answeredAt || message.reasoning_content) note.firstAt ??= now;
        if (typeof piece.finishReason === "string") note.finishReason = piece.finishReason;
        if (isRecord(piece.usage)) note.usage = piece.usage;
        onChange();
      }
    } catch (error) {
      // Half a call cannot be answered.
      delete message.tool_calls;
      if (control.signal.aborted) note.finishReason = "stopped";
      else {
        chat.failure = failureOf(error);
        if (chat.failure.final) refused = messages.slice(answered + 1);
      }
    } finally {
      note.endedAt = performance.now();
      if (note.firstAt === undefined && note.finishReason === undefined) turns.pop();
      turns.length -= refused.length;
      if (running === control) running = undefined;
      onChange();
    }
    return refused;
  }

  return chat;
}

function saysSomething({ content, tool_calls, images, audio }: AssistantMessage): boolean {
  return Boolean(content || tool_calls || images || audio);
}

function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return { ...error.failure, final: isRefusal(error.failure) };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** Whether the same request would be refused again. A key can be given, and a limit passes. */
function isRefusal({ status = 0 }: Failure): boolean {
  return status >= 400 && status < 500 && status !== 401 && status !== 429;
}
