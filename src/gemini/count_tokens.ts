import * as v from "valibot";
import { VertexError } from "../errors.ts";
import { readJson } from "../errors/read_body.ts";
import type { EventConnection } from "../sse/read_batches.ts";
import type { CallOptions } from "../vertex.ts";
import { type NativeClient, prepareCall } from "./prepare_call.ts";
import { READ } from "./read_response.ts";
import type { CountTokensRequest } from "./request.ts";
import type { CountTokensResponse } from "./response.ts";

const ACTION = "count tokens";

const CountSchema = v.looseObject({ totalTokens: v.optional(v.number(), 0) });

/**
 * Counts the tokens of a request, without asking the model.
 *
 * @param vertex The client.
 * @param request See {@linkcode CountTokensRequest}. It is not written to.
 * @param options See `CallOptions` of `@vertex-edge/client`.
 * @returns The count, every field where Google has it.
 * @throws {VertexError} As {@linkcode generateContent} does.
 * @throws {unknown} `options.signal.reason`, if aborted.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/count-tokens | Google: countTokens}
 *
 * @example Count
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { countTokens } from "@vertex-edge/client/gemini";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const { serviceAccountKey, fetch } = await createEmulator();
 * const vertex = createVertex({ credentials: serviceAccountKey, fetch });
 * const { totalTokens } = await countTokens(vertex, {
 *   model: "gemini-3-flash-preview",
 *   contents: "Why is the sky blue?",
 * });
 * if (totalTokens === 0) throw new Error("nothing was counted");
 * ```
 */
export async function countTokens(
  vertex: NativeClient,
  request: CountTokensRequest,
  options: CallOptions = {},
): Promise<CountTokensResponse> {
  const { pipe } = vertex;
  const about = { operation: "countTokens", model: String(request?.model ?? ""), stream: false };
  try {
    const call = prepareCall(vertex, request, options, about, ACTION);
    const count = await pipe.send({ ...call, path: `${call.path}:countTokens`, read: readCount });
    pipe.onUsage({ call: about, model: about.model });
    return count;
  } catch (error) {
    pipe.onError({ call: about, error });
    throw error;
  }
}

async function readCount(
  response: Response,
  connection: EventConnection,
): Promise<CountTokensResponse> {
  const parsed = v.safeParse(CountSchema, await readJson(response, connection, READ));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new VertexError("invalid_response", `Cannot ${READ}: ${issue.message}`);
}
