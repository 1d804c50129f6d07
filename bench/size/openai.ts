/** The same completion with `openai` and google-auth-library, as Google's documentation has it. */
import { GoogleAuth } from "google-auth-library";
import OpenAI from "openai";

/** Asks once. */
export async function ask(serviceAccountKey: string, question: string): Promise<string | null> {
  const credentials: { project_id: string } = JSON.parse(serviceAccountKey);
  const scopes = ["https://www.googleapis.com/auth/cloud-platform"];
  const apiKey = await new GoogleAuth({ credentials, scopes }).getAccessToken();
  const client = new OpenAI({
    apiKey: apiKey ?? "",
    baseURL: `https://aiplatform.googleapis.com/v1/projects/${credentials.project_id}` +
      "/locations/global/endpoints/openapi",
  });
  const completion = await client.chat.completions.create({
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: question }],
  });
  return completion.choices[0]?.message.content ?? null;
}
