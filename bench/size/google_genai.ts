/** The same completion with Google's own library. */
import { GoogleGenAI } from "@google/genai";

/** Asks once. */
export async function ask(
  serviceAccountKey: string,
  question: string,
): Promise<string | undefined> {
  const credentials: { project_id: string } = JSON.parse(serviceAccountKey);
  const client = new GoogleGenAI({
    vertexai: true,
    project: credentials.project_id,
    location: "global",
    googleAuthOptions: { credentials },
  });
  const { text } = await client.models.generateContent({
    model: "gemini-3.1-pro-preview",
    contents: question,
  });
  return text;
}
