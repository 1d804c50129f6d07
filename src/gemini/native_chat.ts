import type { Vertex } from "../vertex.ts";
import { checkRequest } from "./check_request.ts";
import { modelPath } from "./model_path.ts";
import { nativeRequest } from "./native_request.ts";
import { chatResponse } from "./chat_response.ts";

const ACTION = "complete the chat natively";

/**
 * Makes chat completions of a client that speak `generateContent` underneath, so that whatever is written for OpenAI's
 * shape, such as `runTools` and `parse` of `@vertex-edge/client/tools`, runs over the native API as well.
 *
 * Messages, tools, formats, usage, reasons to finish and thought signatures are those of `vertex.chat.completions`;
 * its checks and repairs hold too. Thoughts always come as `reasoning_content`. The ID of a tool call is a handle: it
 * holds the server's own where there is one, and what a caller made up is never sent. What the native API lacks
 * (`logprobs`, `user` and the like) is left out, as Google does with them in chat completions.
 *
 * @param vertex The client.
 * @returns An object with `chat.completions`, to be used in the client's place.
 *
 * @example Chat natively
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { nativeChat } from "@vertex-edge/client/gemini";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const completion = await nativeChat(vertex).chat.completions.create({
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "Why is the sky blue?" }],
 * });
 * if (!completion.choices[0]?.message.content) throw new Error("no answer");
 * if (!emulator.requests.at(-1)?.url.endsWith(":generateContent")) throw new Error("not native");
 * ```
 */
export function nativeChat(vertex: Pick<Vertex, "pipe">): Pick<Vertex, "chat"> {
  const completions = vertex.pipe.chatOver((chat) => {
    const { model, ...body } = checkRequest(nativeRequest(chat), ACTION);
    const method = chat.stream === true ? "streamGenerateContent?alt=sse" : "generateContent";
    return {
      path: `${modelPath(model, ACTION)}:${method}`,
      body,
      answer: (response) => chatResponse(response, model),
    };
  });
  return { chat: { completions } };
}
