import { createAnswerView } from "./answer_view.ts";
import type { Turn } from "./chat.ts";
import { h } from "./dom.ts";
import type { TurnView } from "./turn_context.ts";
import { partsOf, type UserMessage } from "./wire.ts";

/** Makes the view of a turn; undefined for the result of a tool, which its call shows. */
export function createTurnView(turn: Turn): TurnView | undefined {
  const { message, note } = turn;
  if (message.role === "tool") return undefined;
  if (message.role === "user") return { element: renderUser(message), update() {} };
  return createAnswerView(message, note);
}

function renderUser(message: UserMessage): HTMLElement {
  const element = h("li", { class: "user" }, h("span", { class: "unseen" }, "You:"));
  for (const part of partsOf(message)) {
    if (part.type === "image_url") {
      element.append(h("img", { src: part.image_url.url, alt: "Image that you sent" }));
    } else if (part.text !== "") element.append(h("p", {}, part.text));
  }
  return element;
}
