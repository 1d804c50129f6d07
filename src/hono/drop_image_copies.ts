import type {
  ChatCompletionChoice,
  ChatCompletionChunkChoice,
} from "../dialect/chat_completion.ts";
import { imageTypeOf } from "../dialect/complete_message.ts";

/**
 * Takes images out of the slot for audio where they stand among `images` as well: megabytes go over the wire once.
 *
 * @param choices Of an answer or a chunk; changed in place.
 * @returns Whether there were any.
 */
export function dropImageCopies(
  choices: readonly (ChatCompletionChoice | ChatCompletionChunkChoice)[],
): boolean {
  let dropped = false;
  for (const choice of choices) {
    const said = "message" in choice ? choice.message : choice.delta;
    if (!said.images?.length || imageTypeOf(said.audio) === undefined) continue;
    delete said.audio;
    dropped = true;
  }
  return dropped;
}
