/**
 * Native requests as users write them, in either spelling; and what must not compile.
 *
 * Nothing here runs: `deno check`, once with deno.json and once with loose.json, is the test.
 *
 * @module
 */
import * as v from "valibot";
import type {
  Content,
  generateContent,
  GenerateContentRequest,
  GenerateContentResponse,
} from "../../src/gemini/mod.ts";

type Ask = (request: GenerateContentRequest) => ReturnType<typeof generateContent>;

const model = "gemini-3.1-pro-preview";
const contents = "Hello";

export async function spellings(ask: Ask): Promise<void> {
  await ask({ model, contents });
  await ask({ model, contents: { parts: [{ text: "Hello" }] } });
  await ask({
    model,
    contents: [{ role: "user", parts: [{ text: "Hello" }] }],
    systemInstruction: "Be terse.",
    tools: [{ functionDeclarations: [{ name: "f", parameters: v.object({ a: v.string() }) }] }],
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] } },
    generationConfig: { temperature: undefined, thinkingConfig: { thinkingLevel: "LOW" } },
  });
  // Google's own samples mix the spellings, though never within one object.
  await ask({
    model,
    contents: [{
      role: "user",
      parts: [{ inline_data: { mime_type: "image/png", data: "AAAA" } }],
    }],
    tools: [{ function_declarations: [{ name: "f" }] }],
    tool_config: { function_calling_config: { mode: "ANY", allowed_function_names: ["f"] } },
    generation_config: { temperature: 0.95, topP: 1.0, maxOutputTokens: 8192 },
  });
}

export async function turns(ask: Ask): Promise<void> {
  const history: Content[] = [{ role: "user", parts: [{ text: "Hello" }] }];
  const answer: GenerateContentResponse = await ask({ model, contents: history });
  for (const { content } of answer.candidates) if (content) history.push(content);
  for (const { id, name, args } of answer.functionCalls) {
    const functionResponse = { ...(id !== undefined && { id }), name, response: args };
    history.push({ role: "user", parts: [{ functionResponse }] });
  }
  const text: string = answer.text;
  const total: number | undefined = answer.usage?.total_tokens;
  await ask({ model, contents: `${text} ${total}` });
}

export async function mistakes(ask: Ask): Promise<void> {
  // @ts-expect-error The model is missing.
  await ask({ contents });
  // @ts-expect-error The contents are missing.
  await ask({ model });
  // @ts-expect-error A number is no content.
  await ask({ model, contents: 3 });
  // @ts-expect-error There is no such field.
  await ask({ model, contents, generationConfg: {} });
  // @ts-expect-error OpenAI's name of a mode is none of Google's.
  await ask({ model, contents, toolConfig: { functionCallingConfig: { mode: "required" } } });
  // @ts-expect-error A temperature is a number.
  await ask({ model, contents, generation_config: { temperature: "hot" } });
  // @ts-expect-error A result is an object.
  await ask({ model, contents: [{ parts: [{ functionResponse: { name: "f", response: 3 } }] }] });
  // @ts-expect-error Data have a type.
  await ask({ model, contents: [{ parts: [{ inlineData: { data: "AAAA" } }] }] });
}
