import { refusedRequest } from "../errors.ts";
import type { ChatCompletionCreateParams } from "./chat_request.ts";
import type { RequestTarget } from "./check_request.ts";
import { dropSchemaDialect } from "./drop_schema_dialect.ts";
import { type ImageHistory, prepareMessage } from "./prepare_message.ts";
import { THOUGHT_TAG_MARKER, type ThoughtTags } from "./split_thoughts.ts";

/** A request as it goes out, and how its answer must be read. */
export interface PreparedRequest {
  /** The JSON value to send. It shares parts with the caller's object and is never written to. */
  readonly body: Readonly<Record<string, unknown>>;
  /** How thoughts are marked in the answer's text. */
  readonly thoughts: ThoughtTags;
}

/**
 * Turns an OpenAI request into Vertex's, without writing to it.
 *
 * Only what Vertex would refuse or misread is changed: see the list in the guide. For a self-deployed model, whose
 * server speaks OpenAI itself, nothing is.
 *
 * @param request A checked request.
 * @param target Where it goes.
 * @param imageHistory See {@linkcode ImageHistory}.
 * @returns See {@linkcode PreparedRequest}.
 * @throws {VertexError} `invalid_request` if nothing but system messages would be left to send.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Vertex AI, OpenAI compatibility}
 */
export function prepareRequest(
  request: ChatCompletionCreateParams,
  target: RequestTarget,
  imageHistory: ImageHistory = "send",
): PreparedRequest {
  const unmarked = request.model?.startsWith("google/") ? "none" : "leading";
  if (!target.openapi) return { body: { ...request }, thoughts: unmarked };
  const messages = request.messages.flatMap((message) => prepareMessage(message, imageHistory));
  if (messages.every(({ role }) => role === "system")) {
    const message = "Expected at least one message beside the system's; add one of the user";
    throw refusedRequest(`${message} at messages`, [{ path: "messages", message }]);
  }
  const body: Record<string, unknown> = { ...request, ...dropSchemaDialect(request), messages };
  const google = request.extra_body?.google;
  // Tags under the caller's own marker are the caller's to read.
  if (google?.thought_tag_marker) return { body, thoughts: "caller" };
  // Markers are Gemini's; an open model has a tag of its own.
  if (!google?.thinking_config?.include_thoughts || unmarked === "leading") {
    return { body, thoughts: unmarked };
  }
  // Without a marker the thoughts would stand in the answer with nothing to tell them apart.
  body.extra_body = {
    ...request.extra_body,
    google: { ...google, thought_tag_marker: THOUGHT_TAG_MARKER },
  };
  return { body, thoughts: "marked" };
}
