/** The AI SDK with `@ai-sdk/openai-compatible`, and this library's `fetch` under it. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { createVertex } from "@vertex-edge/client";
import { contenderOf } from "./ai_sdk.ts";
import { type CreateContender, model, thinking } from "./contender.ts";

export const createContender: CreateContender = ({ key, fetch }) => {
  const vertex = createVertex({ credentials: key, fetch });
  const baseURL = "https://vertex.invalid/v1";
  const provider = createOpenAICompatible({ name: "vertex", baseURL, fetch: vertex.fetch });
  return {
    native: false,
    ...contenderOf(provider(model), { vertex: { extra_body: thinking } }, { maxRetries: 0 }),
    extras: [],
  };
};
