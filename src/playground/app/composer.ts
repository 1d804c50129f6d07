import { button, find, h } from "./dom.ts";
import { type ImagePart, type Message, partsOf, type UserMessage } from "./wire.ts";

/** Where a message is written. */
export interface Composer {
  /** The message as it stands; undefined if there is none. */
  readonly draft: () => UserMessage | undefined;
  readonly clear: () => void;
  /** Puts messages back, before what is written already. */
  readonly restore: (messages: readonly Message[]) => void;
  readonly focus: () => void;
  /** Whether an answer is on its way, and whether tool calls wait for results. */
  readonly show: (state: { readonly busy: boolean; readonly waiting: boolean }) => void;
}

/** What the composer tells about. */
export interface ComposerOptions {
  readonly onSend: () => void;
  readonly onStop: () => void;
  /** Told in words what cannot be done. */
  readonly onProblem: (problem: string) => void;
}

/** Of all images, in characters as they are sent: the gateway takes no body beyond 20 MB. */
const maxImages = 14_000_000;

/** Brings the composer to life. */
export function createComposer({ onSend, onStop, onProblem }: ComposerOptions): Composer {
  const prompt = find<HTMLTextAreaElement>("#prompt");
  const send = find<HTMLButtonElement>("#send");
  const files = find<HTMLInputElement>("#files");
  const attachments = find("#attachments");
  const images = new Map<HTMLElement, string>();
  let state = { busy: false, waiting: false };

  prompt.addEventListener("input", refresh);
  prompt.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!send.disabled && !state.busy) onSend();
  });
  send.addEventListener("click", () => state.busy ? onStop() : onSend());
  files.addEventListener("change", () => {
    void add([...files.files ?? []]);
    files.value = "";
  });
  prompt.addEventListener("paste", (event) => {
    const pasted = [...event.clipboardData?.files ?? []];
    if (pasted.length === 0) return;
    event.preventDefault();
    void add(pasted);
  });
  // Anywhere on the page: to miss the box would make the browser leave the page for the image.
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    void add([...event.dataTransfer.files]);
  });

  async function add(given: readonly File[]): Promise<void> {
    for (const file of given) {
      if (!file.type.startsWith("image/")) {
        onProblem(`Cannot add ${file.name}: only images can be sent`);
        continue;
      }
      const used = [...images.values()].reduce((sum, url) => sum + url.length, 0);
      if (used + file.size * 4 / 3 > maxImages) {
        onProblem(`Cannot add ${file.name}: a message holds at most 10 MB of images`);
        continue;
      }
      try {
        attach(await readAsUri(file), file.name);
      } catch {
        onProblem(`Cannot read ${file.name}`);
      }
    }
    refresh();
  }

  function attach(url: string, name: string): void {
    const image = h("img", { src: url, alt: name || "Pasted image" });
    const remove = button("×", () => drop(thumbnail), "icon");
    remove.setAttribute("aria-label", `Remove ${name || "pasted image"}`);
    const thumbnail = h("div", {}, image, remove);
    images.set(thumbnail, url);
    attachments.append(thumbnail);
  }

  function drop(thumbnail: HTMLElement): void {
    thumbnail.remove();
    images.delete(thumbnail);
    refresh();
    prompt.focus();
  }

  function draft(): UserMessage | undefined {
    const text = prompt.value.trim();
    if (images.size === 0) return text === "" ? undefined : { role: "user", content: text };
    const parts = [...images.values()].map((url): ImagePart => ({
      type: "image_url",
      image_url: { url },
    }));
    const words = text === "" ? [] : [{ type: "text" as const, text }];
    return { role: "user", content: [...parts, ...words] };
  }

  function refresh(): void {
    attachments.hidden = images.size === 0;
    prompt.style.height = "auto";
    prompt.style.height = `${prompt.scrollHeight}px`;
    const { busy, waiting } = state;
    send.disabled = !busy && (waiting || draft() === undefined);
    send.classList.toggle("busy", busy);
    const label = busy ? "Stop" : "Send";
    send.setAttribute("aria-label", label);
    send.title = busy ? "Stop (Escape)" : "Send (Enter)";
    prompt.placeholder = waiting ? "First give the tool’s result above" : "Message";
  }

  refresh();
  return {
    draft,
    clear() {
      prompt.value = "";
      attachments.replaceChildren();
      images.clear();
      refresh();
    },
    restore(messages) {
      const words = [];
      for (const part of messages.flatMap((it) => it.role === "user" ? partsOf(it) : [])) {
        if (part.type === "text") words.push(part.text);
        else attach(part.image_url.url, "");
      }
      prompt.value = [...words, prompt.value].filter((text) => text !== "").join("\n");
      refresh();
    },
    focus: () => prompt.focus(),
    show(next) {
      state = next;
      refresh();
    },
  };
}

function readAsUri(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
