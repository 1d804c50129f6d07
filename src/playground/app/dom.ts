/** What the views are made of. Nothing here reads text as markup. */

type Attributes = Readonly<Record<string, string | boolean>>;

/** Makes an element. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** A button that does one thing. */
export function button(label: string, onClick: () => void, className = ""): HTMLButtonElement {
  const element = h("button", { type: "button", class: className }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** Finds an element of the page, which is there. */
export function find<Element extends HTMLElement = HTMLElement>(selector: string): Element {
  const element = document.querySelector<Element>(selector);
  if (element === null) throw new Error(`Cannot find ${selector} in the page`);
  return element;
}

/** A button that copies a text and says so. */
export function copyButton(read: () => string, className = "quiet"): HTMLButtonElement {
  const element = button("Copy", () => void copy(), className);
  async function copy(): Promise<void> {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(read());
    } catch {
      // Without TLS a browser gives no clipboard to a page.
      said = "Cannot copy";
    }
    element.textContent = said;
    setTimeout(() => element.textContent = "Copy", 1_500);
  }
  return element;
}

/** Hands a text to the reader as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
