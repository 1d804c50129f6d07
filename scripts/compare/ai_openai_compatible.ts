/** The AI SDK with `@ai-sdk/openai-compatible` on Vertex's chat completions, with a function that gives tokens. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { contenderOf } from "./ai_sdk.ts";
import { chatBaseUrl, type CreateContender, model, present, thinking } from "./contender.ts";
import { createTokenFunction } from "./google_token.ts";

export const createContender: CreateContender = (desk) => {
  const token = createTokenFunction(desk);
  const provider = createOpenAICompatible({
    name: "vertex",
    baseURL: chatBaseUrl(desk.key),
    // Its headers are fixed, so the function's place is here.
    async fetch(input, init) {
      const headers = new Headers(init?.headers);
      headers.set("authorization", `Bearer ${await token()}`);
      return await desk.fetch(input, { ...init, headers });
    },
  });
  return {
    native: false,
    ...contenderOf(provider(model), { vertex: { extra_body: thinking } }),
    extras: present({
      "embeddings": provider.embeddingModel,
      "image models": provider.imageModel,
    }),
  };
};
