import type { Style } from "./style.ts";

/** The tag that thoughts wear; undefined for none. */
export function tagOf(style: Style, marker: string | undefined): string | undefined {
  switch (style.thoughtTag) {
    case "marker":
      return marker;
    case "marker-or-think":
      return marker ?? "think";
    case "think":
      return "think";
    case "none":
      return undefined;
  }
}

/** Cuts text into the pieces of a stream: a few words each, nothing lost. */
export function cutText(text: string): string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === "" ? [] : [text]);
  const pieces: string[] = [];
  for (let start = 0; start < words.length; start += 3) {
    pieces.push(words.slice(start, start + 3).join(""));
  }
  return pieces;
}

/** Cuts the piece that begins with a tag twice inside the tag, so that no chunk holds it whole. */
export function cutInTag(pieces: readonly string[], tag: string): string[] {
  const [first = "", ...rest] = pieces;
  const middle = Math.ceil(tag.length / 2);
  return [first.slice(0, 1), first.slice(1, middle), first.slice(middle), ...rest];
}
