import { isVertexError, VertexError } from "../errors.ts";
import type { Vertex } from "../vertex.ts";

/** How it is looked after. */
export interface HealthOptions {
  /** Told of what failed, which the answer does not tell. */
  readonly onError: (error: unknown) => void;
  /** Whoever asks whether the gateway works does not wait for long; in milliseconds. @default {10_000} */
  readonly timeoutMs?: number | undefined;
}

/**
 * Answers whether the gateway's account works: a token is there, or can be had.
 *
 * @param vertex The client.
 * @param options See {@linkcode HealthOptions}.
 * @returns 200, or 503 with a code of `VertexErrorCode` as the reason.
 */
export async function checkHealth(
  vertex: Pick<Vertex, "getAccessToken">,
  options: HealthOptions,
): Promise<Response> {
  const { onError, timeoutMs = 10_000 } = options;
  const controller = new AbortController();
  const message = `Cannot get an access token: none was there within ${timeoutMs} ms`;
  const late = () => controller.abort(new VertexError("timeout", message));
  const timer = setTimeout(late, timeoutMs);
  try {
    await vertex.getAccessToken({ signal: controller.signal });
    return Response.json({ status: "ok", token: "ok" });
  } catch (error) {
    onError(error);
    const reason = isVertexError(error) ? error.code : "internal_error";
    return Response.json({ status: "error", reason }, { status: 503 });
  } finally {
    clearTimeout(timer);
  }
}
