/** `openai` on Vertex's chat completions, with a function that gives tokens. */
import OpenAI from "openai";
import { chatBaseUrl, type CreateContender } from "./contender.ts";
import { createTokenFunction } from "./google_token.ts";
import { contenderOf } from "./openai_sdk.ts";

export const createContender: CreateContender = (desk) =>
  contenderOf(
    new OpenAI({
      apiKey: createTokenFunction(desk),
      baseURL: chatBaseUrl(desk.key),
      fetch: desk.fetch,
    }),
  );
