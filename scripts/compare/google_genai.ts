/** `@google/genai`: Google's native API, a service account. */
import { type CallableTool, GoogleGenAI } from "@google/genai";
import {
  type CreateContender,
  model as chatModel,
  present,
  question,
  weather,
} from "./contender.ts";

const model = chatModel.replace("google/", "");
const { name, description, parameters, run } = weather;
const functionDeclarations = [{ name, description, parametersJsonSchema: parameters }];

const get_current_weather: CallableTool = {
  tool: () => Promise.resolve({ functionDeclarations }),
  callTool: (calls) =>
    Promise.resolve(
      calls.map(({ id = "", name = "" }) => ({ functionResponse: { id, name, response: run() } })),
    ),
};

export const createContender: CreateContender = ({ key, fetch }) => {
  const client = new GoogleGenAI({
    vertexai: true,
    project: key.project_id,
    location: "global",
    httpOptions: { fetch },
    googleAuthOptions: {
      credentials: key,
      clientOptions: { transporterOptions: { fetchImplementation: fetch } },
    },
  });
  const { models } = client;
  return {
    native: true,
    async ask() {
      const { text, usageMetadata: usage } = await models.generateContent({
        model,
        contents: question,
      });
      const parts = [
        usage?.promptTokenCount,
        usage?.candidatesTokenCount,
        usage?.thoughtsTokenCount,
      ].map((count) => count ?? 0);
      return { text: text ?? "", usage: { parts, total: usage?.totalTokenCount ?? 0 } };
    },
    async think() {
      const config = { thinkingConfig: { includeThoughts: true } };
      const { text } = await models.generateContent({ model, contents: question, config });
      return { text: text ?? "" };
    },
    async stream() {
      const config = { tools: [{ functionDeclarations }] };
      let text = "";
      for await (
        const chunk of await models.generateContentStream({ model, contents: question, config })
      ) {
        text += chunk.text ?? "";
      }
      return { text };
    },
    async converse() {
      const config = { tools: [get_current_weather] };
      const { text } = await models.generateContent({ model, contents: question, config });
      return { text: text ?? "" };
    },
    extras: present({
      "embeddings": models.embedContent,
      "image models": models.generateImages,
      "files": client.files.upload,
      "batches": client.batches.create,
      "live sessions": client.live.connect,
      "cached contents, managed": client.caches.create,
      "counting tokens": models.countTokens,
    }),
  };
};
