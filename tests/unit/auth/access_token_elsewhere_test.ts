import OpenAI from "openai";
import { assert, test } from "../../harness.ts";
import { makePair } from "../chat/client.ts";

test("getAccessToken() serves another SDK that asks for a key before each request", async () => {
  const { vertex, emulator } = await makePair();
  const openai = new OpenAI({
    apiKey: () => vertex.getAccessToken(),
    baseURL:
      "https://aiplatform.googleapis.com/v1/projects/my-project/locations/global/endpoints/openapi",
    fetch: emulator.fetch,
    dangerouslyAllowBrowser: true,
    maxRetries: 0,
  });
  const ask = () =>
    openai.chat.completions.create({
      model: "google/gemini-3.1-pro-preview",
      messages: [{ role: "user", content: "Hello" }],
    });
  await ask();
  assert.isString((await ask()).choices[0]?.message.content);
  assert.deepEqual(emulator.requests.map(({ kind }) => kind), ["token", "api", "api"]);
});
