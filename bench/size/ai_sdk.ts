/** The same completion with the AI SDK, its Vertex provider in the edition for edge runtimes. */
import { createVertex } from "@ai-sdk/google-vertex/edge";
// @ts-types="../../tests/run/ai_sdk.d.ts"
import { generateText } from "ai";

/** Asks once. */
export async function ask(serviceAccountKey: string, question: string): Promise<string> {
  const key: { project_id: string; client_email: string; private_key: string } = JSON.parse(
    serviceAccountKey,
  );
  const vertex = createVertex({
    project: key.project_id,
    location: "global",
    googleCredentials: { clientEmail: key.client_email, privateKey: key.private_key },
  });
  const { text } = await generateText({
    model: vertex("gemini-3.1-pro-preview"),
    prompt: question,
  });
  return text;
}
