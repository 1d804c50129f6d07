import { assert, test } from "../../harness.ts";
import { hello, openDesk } from "./gateway_desk.ts";

const draw = { ...hello, modalities: ["image"] };

for (const stream of [false, true]) {
  test(`the gateway sends an image's bytes once, ${stream ? "streamed" : "plain"}`, async () => {
    const { chat } = await openDesk();
    const text = await (await chat({ ...draw, stream })).text();
    assert.strictEqual(text.match(/iVBORw0KGgo/g)?.length, 1);
    assert.match(
      text,
      /"images":\[\{"type":"image_url","image_url":\{"url":"data:image\/png;base64,/,
    );
    assert.include(text, '"thought_signature"');
  });

  test(`the gateway leaves a sound in its place, ${stream ? "streamed" : "plain"}`, async () => {
    const { emulator, chat } = await openDesk();
    const audio = { data: "UklGRg==", extra_content: { google: { mime_type: "audio/wav" } } };
    const said = { role: "assistant", content: null, audio };
    const choice = { index: 0, finish_reason: "stop", [stream ? "delta" : "message"]: said };
    emulator.reply(stream ? { chunks: [{ choices: [choice] }] } : { json: { choices: [choice] } });
    const text = await (await chat({ ...hello, stream })).text();
    assert.include(text, '"data":"UklGRg=="');
    assert.include(text, '"mime_type":"audio/wav"');
  });
}
