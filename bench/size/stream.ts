/** A completion as it comes, with a service account, through this library. */
import { createVertex } from "@vertex-edge/client";

/** Asks once, and tells each piece of the answer. */
export async function ask(
  serviceAccountKey: string,
  question: string,
  onText: (text: string) => void,
): Promise<void> {
  const vertex = createVertex({ credentials: serviceAccountKey });
  const stream = vertex.chat.completions.stream({
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: question }],
  });
  for await (const text of stream.textStream) onText(text);
}
