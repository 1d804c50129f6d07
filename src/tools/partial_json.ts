import { parseJson } from "../errors.ts";

/** Reads JSON while it is being written; made by {@linkcode createPartialReader}. */
export interface PartialReader {
  /**
   * Takes the next piece of text.
   *
   * @returns The value so far, holding what is complete; nothing, if the piece completed no value.
   */
  add(piece: string): unknown;
}

/**
 * Makes a reader of JSON that arrives in pieces.
 *
 * A text or number counts when it has ended, an object or array as soon as it has begun.
 *
 * @returns The reader.
 */
export function createPartialReader(): PartialReader {
  let text = "";
  let position = 0;
  /** The brackets that are open, each as what closes it. */
  let open = "";
  /** Where the last complete value ended, and what would close the text there; -1 if none did. */
  let end = -1;
  let closers = "";
  let inText = false;
  let escaped = false;
  let isKey = false;
  let inWord = false;

  function complete(at: number): void {
    end = at;
    closers = open;
  }

  function readInText(char: string): void {
    if (escaped) escaped = false;
    else if (char === "\\") escaped = true;
    else if (char === '"') {
      inText = false;
      if (!isKey) complete(position + 1);
    }
  }

  function read(char: string): void {
    if (inText) return readInText(char);
    // A number has ended only when something else comes.
    if (inWord && /[\s,\]}]/.test(char)) {
      inWord = false;
      complete(position);
    }
    if (char === '"') inText = true;
    else if (char === "{" || char === "[") {
      open = (char === "{" ? "}" : "]") + open;
      isKey = char === "{";
      complete(position + 1);
    } else if (char === "}" || char === "]") {
      open = open.slice(1);
      isKey = false;
      complete(position + 1);
    } else if (char === ",") isKey = open.startsWith("}");
    else if (char === ":") isKey = false;
    else if (/\S/.test(char)) inWord = true;
  }

  return {
    add(piece) {
      text += piece;
      end = -1;
      for (; position < text.length; position++) read(text.charAt(position));
      return end === -1 ? undefined : parseJson(text.slice(0, end) + closers);
    },
  };
}
