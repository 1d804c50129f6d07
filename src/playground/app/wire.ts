/** What goes over the wire, as far as this page reads it. Whatever else a message holds is kept. */

/** One message of a conversation, as it is sent. */
export type Message = UserMessage | AssistantMessage | ToolMessage;

export interface UserMessage {
  readonly role: "user";
  readonly content: string | readonly Part[];
}

/** An answer; it goes back exactly as it came, with the signatures that Google wants to see again. */
export interface AssistantMessage {
  role: "assistant";
  content: string | null;
  reasoning_content?: string;
  tool_calls?: ToolCall[];
  images?: ImagePart[];
  audio?: Audio;
}

export interface ToolMessage {
  readonly role: "tool";
  readonly tool_call_id: string;
  readonly content: string;
}

export type Part = { readonly type: "text"; readonly text: string } | ImagePart;

export interface ImagePart {
  readonly type: "image_url";
  readonly image_url: { readonly url: string };
}

export interface ToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

/** Sound, or on Vertex AI an image. */
export interface Audio {
  data?: string;
  extra_content?: { google?: { mime_type?: string } };
}

export interface Usage {
  readonly prompt_tokens?: number;
  readonly completion_tokens?: number;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number };
}

/** What went wrong, as it was told. */
export interface Failure {
  readonly message: string;
  /** HTTP status; absent if the failure came inside a stream, or nothing came at all. */
  readonly status?: number;
  readonly code?: string;
  readonly requestId?: string;
  readonly retryAfter?: string;
  readonly details?: unknown;
  /** Whether to try again would change nothing. */
  readonly final?: boolean;
}

/** What a person's message is made of. */
export function partsOf({ content }: UserMessage): readonly Part[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

/** The pictures of an answer as data URIs; anything else than an image is left out. */
export function imagesOf({ images, audio }: AssistantMessage): string[] {
  const urls = (images ?? []).map((image) => image?.image_url?.url);
  return (urls.length > 0 ? urls : [uriOf(audio)]).filter(isImageUri);
}

/** The sound of an answer as a data URI. */
export function soundOf({ audio }: AssistantMessage): string | undefined {
  const uri = uriOf(audio);
  return /^data:audio\/[\w.+-]+;base64,./.test(uri) ? uri : undefined;
}

/** What came as sound, whatever it is; a server may send values of any type. */
function uriOf(audio: Audio | undefined): string {
  const type: unknown = audio?.extra_content?.google?.mime_type ?? "audio/wav";
  const data: unknown = audio?.data;
  return typeof type === "string" && typeof data === "string" ? `data:${type};base64,${data}` : "";
}

/** Whether it is an image that carries its own bytes: nothing is ever fetched for a conversation. */
export function isImageUri(url: unknown): url is string {
  return typeof url === "string" && /^data:image\/[\w.+-]+;base64,[\w+/=-]+$/.test(url);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
