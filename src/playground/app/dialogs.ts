import type { RequestBody } from "./build_request.ts";
import { copyButton, find } from "./dom.ts";
import { shortenData, type SnippetKind, type SnippetTarget, writeSnippet } from "./snippets.ts";

/** Lets every button that closes a dialog do so. */
export function bindCloseButtons(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-close]")) {
    element.addEventListener("click", () => element.closest("dialog")?.close());
  }
}

/**
 * Makes the dialog that shows a request as code.
 *
 * @returns What opens it.
 */
export function createSnippetDialog(): (body: RequestBody, target: SnippetTarget) => void {
  const dialog = find<HTMLDialogElement>("#snippets");
  let write = (_kind: SnippetKind) => "";
  const kind = () => find<HTMLInputElement>("[name=snippet]:checked").value as SnippetKind;
  const show = () => find("#snippet").textContent = shortenData(write(kind()));
  find("#copy-snippet").replaceWith(copyButton(() => write(kind()), ""));
  for (const radio of document.querySelectorAll("[name=snippet]")) {
    radio.addEventListener("change", show);
  }
  return (body, target) => {
    write = (kind) => writeSnippet(kind, body, target);
    show();
    dialog.showModal();
  };
}

/**
 * Makes the dialog that asks for the API key.
 *
 * @returns What opens it, and says what was wrong with the key before; it gives the key, or undefined if none was given.
 */
export function createKeyDialog(): (problem?: string) => Promise<string | undefined> {
  const dialog = find<HTMLDialogElement>("#key-dialog");
  const input = find<HTMLInputElement>("#key-input");
  let given: string | undefined;
  let settle = (_key: string | undefined) => {};
  find("#key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    given = input.value.trim();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    // No copy of the key stays in the page.
    input.value = "";
    settle(given);
  });
  return (problem = "") => {
    find("#key-problem").textContent = problem;
    given = undefined;
    dialog.showModal();
    return new Promise((resolve) => settle = resolve);
  };
}
