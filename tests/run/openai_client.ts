/** The real `openai` package at work, on whatever runtime runs this. */
import OpenAI from "openai";

/** What came of it; plain JSON. */
export interface OpenAIReport {
  readonly plain: string | null | undefined;
  readonly streamed: string;
  readonly finishReason: string | null | undefined;
  readonly models: readonly string[];
  readonly model: string;
  /** What was raised, by what was wrong. */
  readonly raised: Readonly<Record<string, RaisedError>>;
}

/** An error as the package raises it. */
export interface RaisedError {
  readonly name: string;
  readonly status?: number | undefined;
  readonly code?: string | null | undefined;
  readonly param?: string | null | undefined;
}

/** Asks a gateway for all that it offers, and for what it must refuse. */
export async function useOpenAI(baseURL: string, apiKey: string): Promise<OpenAIReport> {
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  const stranger = new OpenAI({ baseURL, apiKey: "a-key-of-others", maxRetries: 0 });
  const models: string[] = [];
  for await (const { id } of client.models.list()) models.push(id);
  const model = models[0] ?? "";
  const messages = [{ role: "user" as const, content: "Why is the sky blue?" }];
  const plain = await client.chat.completions.create({ model, messages });
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  let streamed = "";
  let finishReason: string | null | undefined;
  for await (const { choices: [choice] } of stream) {
    streamed += choice?.delta.content ?? "";
    finishReason = choice?.finish_reason ?? finishReason;
  }
  return {
    plain: plain.choices[0]?.message.content,
    streamed,
    finishReason,
    models,
    model: (await client.models.retrieve(model)).id,
    raised: {
      wrongKey: await raisedBy(stranger.models.list()),
      wrongKeyStreamed: await raisedBy(
        stranger.chat.completions.create({ model, messages, stream: true }),
      ),
      unknownModel: await raisedBy(
        client.chat.completions.create({ model: "google/unknown", messages }),
      ),
      unknownModelEntry: await raisedBy(client.models.retrieve("google/unknown")),
      malformedBody: await raisedBy(
        // Wrong on purpose.
        client.chat.completions.create({
          model,
          messages: [{ role: "user", content: 7 as never }],
        }),
      ),
    },
  };
}

async function raisedBy(call: PromiseLike<unknown>): Promise<RaisedError> {
  try {
    await call;
  } catch (error) {
    const classes = [OpenAI.AuthenticationError, OpenAI.NotFoundError, OpenAI.BadRequestError];
    const found = classes.find((one) => error instanceof one);
    if (!(error instanceof OpenAI.APIError) || found === undefined) return { name: String(error) };
    return { name: found.name, status: error.status, code: error.code, param: error.param };
  }
  return { name: "nothing" };
}
