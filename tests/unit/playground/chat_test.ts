import { type Api, ApiError } from "../../../src/playground/app/api.ts";
import { type Chat, createChat } from "../../../src/playground/app/chat.ts";
import { createSettings } from "../../../src/playground/app/settings.ts";
import type { AssistantMessage, Failure, Message } from "../../../src/playground/app/wire.ts";
import { assert, test } from "../../harness.ts";

/** What a gateway does with one request: it answers with a message, or fails. */
type Act = Partial<AssistantMessage> | Failure;

/** A conversation with a gateway that acts as it is told. */
function chatWith(...acts: Act[]): Chat {
  const api: Api = {
    base: "",
    key: "",
    listModels: () => Promise.resolve([]),
    async *complete() {
      const act = await Promise.resolve(acts.shift() ?? {});
      if ("message" in act) throw new ApiError(act);
      yield { delta: act, finishReason: "stop", usage: undefined };
    },
  };
  return createChat(api, createSettings(), () => {});
}

const user = (content: string): Message => ({ role: "user", content });
const rolesOf = ({ turns }: Chat) => turns.map(({ message }) => message.role);

test("createChat() gives back what was refused, and asks on without it", async () => {
  for (const status of [400, 403, 404, 413, 422]) {
    const chat = chatWith({ content: "A" }, { message: "No", status }, { content: "B" });
    assert.deepEqual(await chat.send(user("one")), []);
    assert.deepEqual(await chat.send(user("two")), [user("two")], String(status));
    assert.deepEqual(chat.failure, { message: "No", status, final: true });
    assert.deepEqual(rolesOf(chat), ["user", "assistant"]);
    await chat.send(user("three"));
    assert.deepEqual(chat.lastBody?.messages, [
      user("one"),
      { role: "assistant", content: "A" },
      user("three"),
    ]);
    assert.isUndefined(chat.failure);
  }
});

test("createChat() keeps a message that may still be answered", async () => {
  for (const status of [401, 429, 500, 503, undefined]) {
    const failure = { message: "Not now", ...(status !== undefined && { status }) };
    const chat = chatWith(failure, { content: "A" });
    assert.deepEqual(await chat.send(user("one")), [], String(status));
    assert.deepEqual(chat.failure, { ...failure, final: false });
    assert.deepEqual(rolesOf(chat), ["user"]);
    assert.deepEqual(await chat.again(), []);
    assert.deepEqual(rolesOf(chat), ["user", "assistant"]);
  }
});

test("createChat() lets the results of tools be given anew when they are refused", async () => {
  const call = { id: "a", type: "function" as const, function: { name: "f", arguments: "{}" } };
  const chat = chatWith({ tool_calls: [call] }, { message: "Too large", status: 413 });
  await chat.send(user("one"));
  const result: Message = { role: "tool", tool_call_id: "a", content: "1" };
  assert.deepEqual(await chat.send(result), [result]);
  assert.deepEqual(chat.openCalls(), [call]);
});

test("createChat() gives back a message that is refused when it is asked once more", async () => {
  const chat = chatWith({ message: "Key?", status: 401 }, { message: "No", status: 400 });
  await chat.send(user("one"));
  assert.deepEqual(await chat.again(), [user("one")]);
  assert.deepEqual(chat.turns, []);
});
