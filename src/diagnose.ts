import { isVertexError } from "./errors.ts";
import { readJson } from "./errors/read_body.ts";
import type { Vertex } from "./vertex.ts";

/** How a client is looked over. */
export interface DiagnoseOptions {
  /** The model to ask for. @default the client's first, or `google/gemini-3-flash-preview` */
  readonly model?: string | undefined;
  /** Ends the checks. */
  readonly signal?: AbortSignal | undefined;
}

/** One thing that was looked at. */
export interface DiagnosisCheck {
  /** What: `token`, `clock`, or `model` in one location. */
  name: "token" | "clock" | "model";
  /** Where, for a model. */
  location?: string;
  /** Whether it is as it must be. */
  ok: boolean;
  /** What was found, and if it is wrong, what to do. */
  message: string;
}

/** What was found. */
export interface Diagnosis {
  /** Whether everything is as it must be. */
  ok: boolean;
  /** Each check, in the order in which one depends on another. */
  checks: DiagnosisCheck[];
  /** The same for a person to read, a line each. */
  text: string;
}

const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Looks a client over, step by step: can it mint a token, is the clock right, and does the model answer it in each of
 * its locations. What is wrong with the key itself or an option, `createVertex` has said already.
 *
 * A model of Google's is asked by `countTokens`, which is free; any other, and a self-deployed one, by one completion
 * of one token, which is billed as such. It never throws for what it finds.
 *
 * @param vertex The client.
 * @param options See {@linkcode DiagnoseOptions}.
 * @returns What was found. It holds no secret.
 * @throws {unknown} `options.signal.reason`, if aborted.
 *
 * @example Look over a client on the emulator
 * ```ts
 * import { createVertex, diagnose } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const { ok, text } = await diagnose(vertex);
 * if (!ok) throw new Error(text);
 * ```
 */
export async function diagnose(vertex: Vertex, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const { signal } = options;
  const model = vertex.pipe.modelOf(
    options.model ?? vertex.models?.[0]?.id ?? "google/gemini-3-flash-preview",
  );
  const checks: DiagnosisCheck[] = [];

  const startedAtMs = Date.now();
  const token = await attempt(() => vertex.getAccessToken({ signal }), signal);
  checks.push({
    name: "token",
    ok: token.ok,
    message: token.ok
      ? `An access token was minted in ${Date.now() - startedAtMs} ms`
      : token.message,
  });
  if (!token.ok) return summary(checks);

  for (const location of vertex.locations) {
    let skewMs: number | undefined;
    const answer = await attempt(async () => {
      skewMs = await ask(vertex, model, location, signal);
    }, signal);
    if (skewMs !== undefined && !checks.some(({ name }) => name === "clock")) {
      checks.push(clockCheck(skewMs));
    }
    checks.push({
      name: "model",
      location,
      ok: answer.ok,
      message: answer.ok ? `${model} answers in ${location}` : answer.message,
    });
  }
  return summary(checks);
}

/** Asks for as little as can be. @returns How far this machine's clock is ahead, if the server told its time. */
async function ask(
  vertex: Vertex,
  model: string,
  location: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const name = /^google\/(.+)$/.exec(model)?.[1];
  if (name === undefined || !vertex.openapi) {
    const messages = [{ role: "user" as const, content: "Hi" }];
    await vertex.chat.completions.create({ model, messages, max_tokens: 1 }, { location, signal });
    return undefined;
  }
  return await vertex.pipe.send({
    path: `publishers/google/models/${name}:countTokens`,
    body: { contents: [{ role: "user", parts: [{ text: "Hi" }] }] },
    about: { operation: "countTokens", model, stream: false },
    action: "ask the model",
    location,
    signal,
    async read(response, connection) {
      await readJson(response, connection, "ask the model");
      const serverMs = Date.parse(response.headers.get("date") ?? "");
      return Number.isNaN(serverMs) ? undefined : Date.now() - serverMs;
    },
  });
}

async function attempt(
  step: () => Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<{ ok: true } | { ok: false; message: string }> {
  try {
    await step();
    return { ok: true };
  } catch (error) {
    if (signal?.aborted || !isVertexError(error)) throw error;
    return { ok: false, message: error.message };
  }
}

function clockCheck(skewMs: number): DiagnosisCheck {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const ok = Math.abs(skewMs) <= CLOCK_TOLERANCE_MS;
  const direction = skewMs > 0 ? "ahead of" : "behind";
  return {
    name: "clock",
    ok,
    message: ok
      ? "The clock agrees with Google's"
      : `The clock is ${seconds} s ${direction} Google's; set it, or tokens are refused`,
  };
}

function summary(checks: DiagnosisCheck[]): Diagnosis {
  const lines = checks.map(({ ok, message }) => `${ok ? "ok  " : "FAIL"}  ${message}`);
  return { ok: checks.every(({ ok }) => ok), checks, text: lines.join("\n") };
}
