import { createCallsView } from "./calls_view.ts";
import type { Note } from "./chat.ts";
import { button, copyButton, h } from "./dom.ts";
import { createMarkdownView, renderCode } from "./render_markdown.ts";
import type { TurnContext, TurnView } from "./turn_context.ts";
import { type AssistantMessage, imagesOf, soundOf } from "./wire.ts";

/** Makes the view of an answer. */
export function createAnswerView(message: AssistantMessage, note: Note | undefined): TurnView {
  const element = h("li", { class: "answer" }, h("span", { class: "unseen" }, "Model:"));
  const thoughts = createThoughtsView();
  const text = createMarkdownView("text");
  const parsed = h("div", { class: "parsed" });
  const media = h("div", { class: "media" });
  const calls = createCallsView();
  const facts = h("span", { class: "facts" });
  const copy = copyButton(() => message.content ?? "");
  let onAgain = () => {};
  const again = button("Try again", () => onAgain(), "quiet again");
  const foot = h("div", { class: "foot" }, facts, h("span", { class: "space" }), copy, again);
  element.append(thoughts.element, text.element, parsed, media, calls.element, foot);
  let pictures = 0;
  let shownJson: string | undefined;

  function update(context: TurnContext): void {
    const { live, structured } = context;
    onAgain = context.onAgain;
    element.classList.toggle("live", live);
    thoughts.show(message.reasoning_content ?? "", note, live);
    const json = structured && !live ? parseJson(message.content) : undefined;
    if (json !== shownJson) {
      parsed.replaceChildren(...(json === undefined ? [] : [renderCode("json", json)]));
      shownJson = json;
    }
    text.show(json === undefined ? showable(message.content ?? "", structured) : "");
    const urls = imagesOf(message);
    for (; pictures < urls.length; pictures++) media.append(renderImage(urls[pictures] ?? ""));
    const sound = live ? undefined : soundOf(message);
    if (sound !== undefined && media.querySelector("audio") === null) {
      media.append(h("audio", { controls: true, src: sound }));
    }
    calls.show(message.tool_calls ?? [], context);
    facts.textContent = note === undefined ? "" : describe(note);
    foot.hidden = live;
    copy.hidden = !message.content;
  }

  return { element, update };
}

/** JSON that is still being written, or turned out to be none, is shown as it is. */
function showable(content: string, structured: boolean): string {
  return structured && content !== "" ? `\`\`\`json\n${content}\n\`\`\`` : content;
}

function parseJson(content: string | null): string | undefined {
  try {
    return JSON.stringify(JSON.parse(content ?? ""), null, 2);
  } catch {
    return undefined;
  }
}

function renderImage(url: string): HTMLElement {
  const type = /^data:image\/([a-z]+)/.exec(url)?.[1] ?? "png";
  const save = h("a", { href: url, download: `image.${type}`, class: "quiet" }, "Save");
  return h("figure", {}, h("img", { src: url, alt: "Image that the model made" }), save);
}

interface ThoughtsView {
  readonly element: HTMLElement;
  readonly show: (text: string, note: Note | undefined, live: boolean) => void;
}

/** Open while the model thinks, and out of the way once it answers, unless the reader decides otherwise. */
function createThoughtsView(): ThoughtsView {
  const label = h("summary");
  const view = createMarkdownView("text");
  const element = h("details", { class: "thoughts" }, label, view.element);
  let decided = false;
  label.addEventListener("click", () => decided = true);

  function show(text: string, note: Note | undefined, live: boolean): void {
    element.hidden = text === "";
    const thinking = live && note?.answeredAt === undefined;
    if (!decided) element.open = thinking;
    const { firstAt, answeredAt, endedAt, askedAt } = note ?? { askedAt: 0 };
    const until = answeredAt ?? endedAt;
    const took = until !== undefined && firstAt !== undefined
      ? ` for ${seconds(until - askedAt)}`
      : "";
    label.textContent = thinking ? "Thinking…" : `Thought${took}`;
    view.show(text);
  }

  return { element, show };
}

const ENDINGS: Readonly<Record<string, string>> = {
  length: "cut off at the token limit",
  content_filter: "stopped by a content filter",
  stopped: "stopped",
};

/** What an answer took. */
function describe({ askedAt, firstAt, endedAt, finishReason, usage }: Note): string {
  const facts: string[] = [];
  if (finishReason !== undefined && ENDINGS[finishReason]) facts.push(ENDINGS[finishReason]);
  if (endedAt !== undefined) facts.push(seconds(endedAt - askedAt));
  if (firstAt !== undefined) facts.push(`first token ${seconds(firstAt - askedAt)}`);
  const { prompt_tokens: prompt, completion_tokens: completion } = usage ?? {};
  if (completion !== undefined) {
    facts.push(`${prompt ?? "?"} → ${completion} tokens`);
    const took = (endedAt ?? 0) - (firstAt ?? 0);
    // What came in one piece has no pace.
    if (firstAt !== undefined && took > 100) {
      facts.push(`${rate(completion / took * 1_000)} tokens/s`);
    }
  }
  return facts.join(" · ");
}

function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
