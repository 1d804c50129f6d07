import type { ExecutionContext } from "hono";
import { assert, test } from "../../harness.ts";
import { chatRequest, hello, openDesk } from "./gateway_desk.ts";

const tool = {
  type: "function",
  function: { name: "get_weather", parameters: { type: "object", properties: {} } },
};

function over(): never {
  throw new Error("The request is over");
}

const contexts = [["throws", { waitUntil: over }], ["is missing", {}]] as const;

for (const [how, context] of contexts) {
  for (const stream of [false, true]) {
    test(`a gateway answers and keeps signatures where waitUntil ${how}, ${stream ? "streamed" : "plain"}`, async () => {
      const names: string[] = [];
      const store = {
        get: () => Promise.resolve(undefined),
        set: (name: string) => Promise.resolve(names.push(name)),
      };
      const told: unknown[] = [];
      const { gateway, emulator } = await openDesk({
        gateway: { signatures: { store }, onError: (error) => told.push(error) },
      });
      emulator.reply({ toolCalls: [{ name: "get_weather", arguments: { city: "Boston" } }] });
      const request = chatRequest({ ...hello, tools: [tool], stream });
      // What a runtime hands on need not be whole.
      const response = await gateway.fetch(request, {}, context as unknown as ExecutionContext);
      assert.equal(response.status, 200);
      assert.include(await response.text(), stream ? "[DONE]" : "Boston");
      for (let turn = 0; turn < 200 && names.length === 0; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      assert.lengthOf(names, 1);
      assert.lengthOf(told, 0);
    });
  }
}
