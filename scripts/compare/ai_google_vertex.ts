/** The AI SDK with `@ai-sdk/google-vertex` in its edition for edge runtimes: Google's native API, a service account. */
import { createVertex } from "@ai-sdk/google-vertex/edge";
import { contenderOf } from "./ai_sdk.ts";
import { type CreateContender, model, present } from "./contender.ts";

export const createContender: CreateContender = ({ key, fetch }) => {
  const provider = createVertex({
    project: key.project_id,
    location: "global",
    googleCredentials: {
      clientEmail: key.client_email,
      privateKey: key.private_key,
      privateKeyId: key.private_key_id,
    },
    // Of the API alone: for tokens it takes the global one.
    fetch,
  });
  const settings = { thinkingConfig: { includeThoughts: true } };
  return {
    native: true,
    ...contenderOf(provider(model.replace("google/", "")), { vertex: settings }),
    extras: present({
      "embeddings": provider.textEmbeddingModel,
      "image models": provider.imageModel,
      "speech and transcription": provider.speech,
    }),
  };
};
