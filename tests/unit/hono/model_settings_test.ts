import { applySettings, mergeSettings } from "../../../src/hono/model_settings.ts";
import { createVertex } from "../../../src/vertex.ts";
import { assert, test } from "../../harness.ts";
import { hello, model, openDesk } from "./gateway_desk.ts";

test("applySettings() fills in what the caller left out", () => {
  const settings = { default: { temperature: 0.2, max_tokens: 100 } };
  assert.deepEqual(applySettings({ temperature: 1 }, settings), {
    temperature: 1,
    max_tokens: 100,
  });
  assert.deepEqual(applySettings({ temperature: 0 }, settings), {
    temperature: 0,
    max_tokens: 100,
  });
  assert.deepEqual(applySettings({ temperature: null }, settings), {
    temperature: 0.2,
    max_tokens: 100,
  });
});

test("applySettings() replaces what is enforced, whatever the caller said", () => {
  const settings = { enforced: { max_tokens: 100 } };
  for (const said of [{}, { max_tokens: 9_000 }, { max_tokens: null }]) {
    assert.deepEqual(applySettings(said, settings), { max_tokens: 100 });
  }
});

test("applySettings() knows two names of one thing", () => {
  const limit = { max_tokens: 100 };
  assert.deepEqual(applySettings({ max_completion_tokens: 9_000 }, { enforced: limit }), limit);
  assert.deepEqual(applySettings({ max_completion_tokens: 7 }, { default: limit }), {
    max_completion_tokens: 7,
  });
  const thinking = { extra_body: { google: { thinking_config: { thinking_budget: 9_000 } } } };
  assert.deepEqual(applySettings(thinking, { enforced: { reasoning_effort: "low" } }), {
    reasoning_effort: "low",
  });
  assert.deepEqual(applySettings(thinking, { default: { reasoning_effort: "low" } }), thinking);
  assert.deepEqual(
    applySettings({ reasoning_effort: "high" }, { enforced: thinking }),
    thinking,
  );
});

test("applySettings() takes each field of extra_body.google by itself", () => {
  const request = { extra_body: { google: { thought_tag_marker: "t", media_resolution: "HIGH" } } };
  const safety = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }] as const;
  const settings = {
    default: { extra_body: { google: { media_resolution: "LOW", cached_content: "c" } } },
    enforced: { extra_body: { google: { safety_settings: safety } } },
  };
  assert.deepEqual(applySettings(request, settings), {
    extra_body: {
      google: {
        thought_tag_marker: "t",
        media_resolution: "HIGH",
        cached_content: "c",
        safety_settings: safety,
      },
    },
  } as object);
});

test("applySettings() moves no field of the caller's into extra_body", () => {
  const request = { "extra_body.google.tools": [1], "extra_body.x": 1, google: 2 };
  assert.deepEqual(
    applySettings(request, { default: { seed: 1 } }),
    { ...request, seed: 1 } as object,
  );
});

test("applySettings() leaves what is no extra_body for the client to refuse", () => {
  const request: object = { extra_body: "text" };
  assert.deepEqual(applySettings(request, { default: { seed: 1 } }), { ...request, seed: 1 });
});

test("applySettings() writes to nothing it is given", () => {
  const freeze = <T extends object>(value: T): T => {
    for (const part of Object.values(value)) if (typeof part === "object") freeze(part);
    return Object.freeze(value);
  };
  const request = freeze({ extra_body: { google: { thought_tag_marker: "t" } } });
  const settings = freeze({
    default: { extra_body: { google: { cached_content: "c" } } },
    enforced: { extra_body: { google: { thought_tag_marker: "u" } }, seed: 1 },
  });
  const google = { thought_tag_marker: "u", cached_content: "c" };
  assert.deepEqual(applySettings(request, settings), { seed: 1, extra_body: { google } } as object);
});

test("mergeSettings() puts one's settings over another's", () => {
  assert.deepEqual(mergeSettings({ max_tokens: 1, seed: 1 }, { max_completion_tokens: 2 }), {
    max_completion_tokens: 2,
    seed: 1,
  });
  assert.deepEqual(mergeSettings(undefined, { seed: 1 }), { seed: 1 });
  assert.deepEqual(mergeSettings({ seed: 1 }, undefined), { seed: 1 });
});

const alias = {
  id: "fast",
  model,
  default: { temperature: 0.2 },
  enforced: { max_tokens: 64 },
} as const;

for (const owner of ["client", "gateway"] as const) {
  test(`vertexGateway() applies the settings of the ${owner}'s models`, async () => {
    const { chat, emulator } = await openDesk({
      [owner === "client" ? "vertex" : owner]: { models: [alias] },
    });
    assert.equal((await chat({ ...hello, model: "fast", max_tokens: 9_000 })).status, 200);
    const body = JSON.parse(emulator.requests.at(-1)?.body ?? "{}");
    assert.deepInclude(body, { model, temperature: 0.2, max_tokens: 64 });
  });
}

test("vertexGateway() keeps the client's settings of a model that its own list names", async () => {
  const { chat, emulator } = await openDesk({
    vertex: { models: [alias, model] },
    gateway: { models: ["fast", { id: "faster", model: "fast", default: { temperature: 0.5 } }] },
  });
  for (const [name, temperature] of [["fast", 0.2], ["faster", 0.5]] as const) {
    assert.equal((await chat({ ...hello, model: name })).status, 200);
    const body = JSON.parse(emulator.requests.at(-1)?.body ?? "{}");
    assert.deepInclude(body, { model, temperature, max_tokens: 64 });
  }
});

test("vertexGateway() lets the operator set what callers may not", async () => {
  const google = { safety_settings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }] };
  const strict = { id: "strict", model, enforced: { extra_body: { google } } } as const;
  const { chat, emulator } = await openDesk({ gateway: { models: [strict as never] } });
  assert.equal((await chat({ ...hello, model: "strict" })).status, 200);
  assert.deepEqual(JSON.parse(emulator.requests.at(-1)?.body ?? "{}").extra_body.google, google);
  const theirs = await chat({ ...hello, model: "strict", extra_body: { google } });
  assert.equal(theirs.status, 403);
});

test("createVertex() keeps a model's settings, and applies none of them itself", async () => {
  const { vertex, emulator } = await openDesk({ vertex: { models: [alias] } });
  assert.deepEqual(vertex.models, [alias]);
  await vertex.chat.completions.create({
    model: "fast",
    messages: [{ role: "user", content: "a" }],
  });
  const body = JSON.parse(emulator.requests.at(-1)?.body ?? "{}");
  assert.notProperty(body, "temperature");
  assert.notProperty(body, "max_tokens");
});

test("createVertex() refuses settings that cannot be set", async () => {
  const { emulator } = await openDesk();
  const wrong: [settings: object, says: RegExp][] = [
    [{ default: "fast" }, /default of "a" is no object/],
    [{ enforced: [] }, /enforced of "a" is no object/],
    [{ default: null }, /default of "a" is no object/],
    [{ enforced: { model: "b" } }, /cannot set model/],
    [{ default: { messages: [] } }, /cannot set messages/],
    [{ enforced: { stream: true } }, /cannot set stream/],
    [{ default: { extra_body: 7 } }, /default of "a" has an extra_body/],
    [{ default: { extra_body: { google: [] } } }, /default of "a" has an extra_body/],
  ];
  for (const [settings, says] of wrong) {
    const models = [{ id: "a", model, ...settings }];
    assert.throws(
      () => createVertex({ credentials: emulator.serviceAccountKey, models }),
      says,
    );
  }
});
