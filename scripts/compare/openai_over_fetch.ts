/** `openai` with this library's `fetch` under it. */
import { createVertex } from "@vertex-edge/client";
import OpenAI from "openai";
import type { CreateContender } from "./contender.ts";
import { contenderOf } from "./openai_sdk.ts";

export const createContender: CreateContender = ({ key, fetch }) => {
  const vertex = createVertex({ credentials: key, fetch });
  const baseURL = "https://vertex.invalid/v1";
  return contenderOf(new OpenAI({ apiKey: "unused", baseURL, fetch: vertex.fetch }));
};
