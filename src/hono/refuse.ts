import { openAIErrorBody, openAIStatus } from "../chat/openai_error.ts";
import { isVertexError } from "../errors.ts";

/** 404 for a model that is not served. */
export function unknownModel(id: string): Response {
  const message = `Cannot find the model ${
    JSON.stringify(id.slice(0, 100))
  }: GET /v1/models lists what is served`;
  return refuse(404, message, "model_not_found", "model");
}

/** A refusal in OpenAI's shape. */
export function refuse(
  status: number,
  message: string,
  code: string,
  param: string | null = null,
): Response {
  const unauthorized = status === 401;
  const type = unauthorized ? "authentication_error" : "invalid_request_error";
  const headers = new Headers(unauthorized ? { "www-authenticate": "Bearer" } : {});
  return Response.json({ error: { message, type, param, code } }, { status, headers });
}

/** What went wrong, in OpenAI's shape, with Google's status and details. */
export function errorResponse(error: unknown): Response {
  // Trying again was done here; a client that does it too multiplies the load.
  const headers = new Headers({ "x-should-retry": "false" });
  if (isVertexError(error) && error.retryAfterMs !== undefined) {
    headers.set("retry-after", String(Math.ceil(error.retryAfterMs / 1_000)));
  }
  const body = openAIErrorBody(error);
  // Google refused the gateway: a 401 would make callers doubt keys of their own.
  const ours = isVertexError(error) &&
    (error.code === "auth_failed" || error.code === "permission_denied");
  if (ours) body.error.type = "server_error";
  return Response.json(body, { status: ours ? 502 : openAIStatus(error), headers });
}
