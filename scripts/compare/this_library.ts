/** This library. */
import { createVertex } from "@vertex-edge/client";
import { countTokens } from "@vertex-edge/client/gemini";
import { vertexGateway } from "@vertex-edge/client/hono";
import { createEmulator } from "@vertex-edge/client/testing";
import { runTools, tool } from "@vertex-edge/client/tools";
import { answerOf } from "./completion_answer.ts";
import { type CreateContender, messages, model, present, thinking, weather } from "./contender.ts";

const { name, description, parameters, run } = weather;
const tools = [{ type: "function" as const, function: { name, description, parameters } }];
const get_current_weather = tool({ name, description, schema: parameters, run });

export const createContender: CreateContender = ({ key, fetch }) => {
  const vertex = createVertex({ credentials: key, fetch });
  const { completions } = vertex.chat;
  return {
    native: false,
    ask: async () => answerOf(await completions.create({ model, messages })),
    think: async () =>
      answerOf(await completions.create({ model, messages, extra_body: thinking })),
    stream: async () =>
      answerOf(await completions.stream({ model, messages, tools }).finalChatCompletion()),
    async iterate() {
      let text = "";
      for await (const { choices } of completions.stream({ model, messages })) {
        text += choices[0]?.delta?.content ?? "";
      }
      return { text };
    },
    async converse() {
      const request = { model, messages, tools: [get_current_weather] };
      return answerOf((await runTools(vertex, request)).completion);
    },
    extras: present({
      "counting tokens": countTokens,
      "a gateway for other clients": vertexGateway,
      "an emulator of the wire": createEmulator,
    }),
  };
};
