/** One completion with a service account, through this library. */
import { createVertex } from "@vertex-edge/client";

/** Asks once. */
export async function ask(serviceAccountKey: string, question: string): Promise<string | null> {
  const vertex = createVertex({ credentials: serviceAccountKey });
  const completion = await vertex.chat.completions.create({
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: question }],
  });
  return completion.choices[0]?.message.content ?? null;
}
