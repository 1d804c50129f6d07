import { refuse } from "./google_error.ts";
import type { JsonObject } from "./json.ts";

/** Checks the fields that `extra_content.google` may carry on messages, parts and tool calls. */
export function checkGoogleContent(google: JsonObject, path: string): void {
  const { thought, thought_signature } = google;
  if (thought !== undefined && typeof thought !== "boolean") {
    refuse(400, `Invalid value at '${path}.extra_content.google.thought' (TYPE_BOOL)`);
  }
  if (thought_signature !== undefined && typeof thought_signature !== "string") {
    refuse(400, `Invalid value at '${path}.extra_content.google.thought_signature' (TYPE_BYTES)`);
  }
}
