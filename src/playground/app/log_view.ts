import type { Chat, Turn } from "./chat.ts";
import { button, find, h } from "./dom.ts";
import type { TurnContext, TurnView } from "./turn_context.ts";
import { createTurnView } from "./turn_view.ts";
import type { Failure, Message } from "./wire.ts";

/** What the log is told about. */
export interface LogOptions {
  readonly chat: Chat;
  readonly isStructured: () => boolean;
  readonly onAgain: () => void;
  readonly onResults: (results: Message[]) => void;
}

/** Shows the conversation. */
export interface LogView {
  /** Shows what has changed. */
  readonly update: () => void;
  /** Goes to the end, and stays there while it grows. */
  readonly toEnd: () => void;
}

/** Makes the view of the conversation. */
export function createLogView({ chat, isStructured, onAgain, onResults }: LogOptions): LogView {
  const views = new Map<Turn, TurnView>();
  /** Those that were asked for JSON, whatever is asked for since. */
  const structured = new WeakSet<Turn>();
  const scroll = find("#scroll");
  const list = find("#turns");
  const failure = find("#failure");
  let shownFailure: Failure | undefined;
  let lastShown: Turn | undefined;
  let follow = true;

  scroll.addEventListener("scroll", () => {
    follow = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
  });

  function update(): void {
    const { turns } = chat;
    find("#empty").hidden = turns.length > 0 || chat.failure !== undefined;
    for (const [turn, view] of views) {
      if (turns.includes(turn)) continue;
      view.element.remove();
      views.delete(turn);
    }
    const results = resultsOf(turns);
    const last = turns.at(-1);
    for (const turn of turns) {
      const known = views.get(turn);
      // What is finished stays as it is; only a call may still get its result.
      if (known && turn !== last && turn !== lastShown && !hasCalls(turn)) continue;
      const view = known ?? addView(turn);
      view?.update(contextOf(turn, turn === last, results));
    }
    lastShown = last;
    showFailure();
    if (follow) scroll.scrollTop = scroll.scrollHeight;
  }

  function addView(turn: Turn): TurnView | undefined {
    const view = createTurnView(turn);
    if (view === undefined) return undefined;
    views.set(turn, view);
    if (isStructured()) structured.add(turn);
    list.append(view.element);
    return view;
  }

  function contextOf(
    turn: Turn,
    last: boolean,
    results: ReadonlyMap<string, string>,
  ): TurnContext {
    const live = last && chat.busy;
    const open = last && chat.openCalls().length > 0;
    return { live, open, structured: structured.has(turn), results, onAgain, onResults };
  }

  function showFailure(): void {
    if (chat.failure === shownFailure) return;
    shownFailure = chat.failure;
    failure.replaceChildren(...(shownFailure ? [renderFailure(shownFailure, onAgain)] : []));
  }

  function toEnd(): void {
    follow = true;
    scroll.scrollTop = scroll.scrollHeight;
  }

  return { update, toEnd };
}

function hasCalls({ message }: Turn): boolean {
  return message.role === "assistant" && message.tool_calls !== undefined;
}

function resultsOf(turns: readonly Turn[]): Map<string, string> {
  const results = new Map<string, string>();
  for (const { message } of turns) {
    if (message.role === "tool") results.set(message.tool_call_id, message.content);
  }
  return results;
}

/** A failure as it was told. */
function renderFailure(failure: Failure, onAgain: () => void): HTMLElement {
  const { status, code, message, requestId, retryAfter, details } = failure;
  const title = [status, code].filter((part) => part !== undefined).join(" · ");
  const facts = [
    requestId && `Request ${requestId}`,
    retryAfter && `Try again after ${retryAfter} s`,
  ].filter((fact) => typeof fact === "string");
  const card = h("div", { class: "failure" }, h("b", {}, title === "" ? "Failed" : title));
  card.append(h("p", {}, message ?? ""));
  if (facts.length > 0) card.append(h("p", { class: "facts" }, facts.join(" · ")));
  if (details !== undefined) {
    const text = JSON.stringify(details, null, 2);
    const pre = h("pre", { tabindex: "0", role: "region", "aria-label": "Details" }, text);
    card.append(h("details", {}, h("summary", {}, "Details"), pre));
  }
  if (!failure.final) card.append(button("Try again", onAgain));
  return card;
}
