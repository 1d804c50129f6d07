import { button, h } from "./dom.ts";
import type { TurnContext } from "./turn_context.ts";
import type { Message, ToolCall } from "./wire.ts";

/** Shows the tool calls of an answer, and a form for their results. */
export interface CallsView {
  readonly element: HTMLElement;
  readonly show: (calls: readonly ToolCall[], context: TurnContext) => void;
}

/** Makes the view of an answer's calls. */
export function createCallsView(): CallsView {
  const element = h("div", { class: "calls" });
  const cards: CardView[] = [];
  let send: HTMLElement | undefined;
  let submit = () => {};

  function show(calls: readonly ToolCall[], context: TurnContext): void {
    for (const [index, call] of calls.entries()) {
      let card = cards[index];
      if (card === undefined) {
        cards[index] = card = createCard(() => submit());
        element.append(card.element);
      }
      card.show(call, context);
    }
    // A stream that broke takes its calls with it.
    for (const card of cards.splice(calls.length)) card.element.remove();
    submit = () => {
      const results = calls.map(({ id }, index): Message => ({
        role: "tool",
        tool_call_id: id,
        content: cards[index]?.result() || "{}",
      }));
      context.onResults(results);
    };
    if (!context.open) {
      send?.remove();
      send = undefined;
    } else if (send === undefined) {
      const label = calls.length > 1 ? "Send results" : "Send result";
      element.append(send = button(label, () => submit(), "primary"));
    }
  }

  return { element, show };
}

interface CardView {
  readonly element: HTMLElement;
  readonly show: (call: ToolCall, context: TurnContext) => void;
  readonly result: () => string;
}

function createCard(onSubmit: () => void): CardView {
  const name = h("b");
  const args = h("code");
  const input = h("textarea", { rows: "2", class: "code", spellcheck: "false", placeholder: "{}" });
  const label = h("label", { hidden: true }, "Result", input);
  const output = h("pre", { class: "result", hidden: true });
  const element = h("div", { class: "call" }, h("div", {}, name, args), label, output);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    onSubmit();
  });

  function show(call: ToolCall, { open, results }: TurnContext): void {
    const { name: called = "", arguments: given = "" } = call.function ?? {};
    name.textContent = called;
    args.textContent = pretty(given);
    const result = results.get(call.id);
    // A result that was refused is still there.
    if (open && label.hidden) input.value ||= suggestion(called);
    input.setAttribute("aria-label", `Result of ${called}`);
    label.hidden = !open;
    output.hidden = result === undefined;
    output.textContent = result ?? "";
  }

  return { element, show, result: () => input.value.trim() };
}

/** The sample tool has a sample answer, so that one key is enough to see the rest. */
function suggestion(name: string): string {
  return name === "get_weather" ? '{"temperature": 21, "sky": "clear"}' : "";
}

/** Arguments as a person writes them; those on their way as they are. */
function pretty(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.stringify(value, null, JSON.stringify(value).length > 60 ? 2 : 0);
  } catch {
    return json;
  }
}
