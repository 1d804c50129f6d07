import { createVertex, type Vertex, type VertexOptions } from "../../../mod.ts";
import { assert } from "../../harness.ts";
import { hello } from "./client.ts";

export const google = "https://aiplatform.googleapis.com";
export const project = `${google}/v1/projects/my-project/locations/global`;
export const chatURL = "https://vertex.invalid/v1/chat/completions";

/** What left the client. */
export interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

/** A client whose token is `secret`, in front of a server that answers as told. */
export function makeClient(
  options: Partial<VertexOptions> = {},
  answer: (sent: Sent) => Response | Promise<Response> = () => Response.json({ ok: true }),
): { vertex: Vertex; sent: Sent[] } {
  const sent: Sent[] = [];
  const vertex = createVertex({
    project: "my-project",
    credentials: { getToken: () => Promise.resolve({ token: "secret", type: "bearer" }) },
    retry: { maxAttempts: 1 },
    fetch(input, init = {}) {
      const one = { url: String(input), init, headers: new Headers(init.headers) };
      sent.push(one);
      return Promise.resolve(answer(one));
    },
    ...options,
  });
  return { vertex, sent };
}

export function completion(): Response {
  return Response.json({
    choices: [{
      index: 0,
      message: { role: "assistant", content: "Hello" },
      finish_reason: "stop",
    }],
  });
}

export const post: RequestInit = { method: "POST", body: JSON.stringify(hello) };

/** The error of a refusal, which must be OpenAI's shape and stop OpenAI's client from trying again. */
export async function errorOf(
  response: Response,
): Promise<{ status: number; code: string; message: string }> {
  assert.strictEqual(response.headers.get("x-should-retry"), "false");
  const { error: { message, type, param, code } } = await response.json();
  assert.isString(type);
  assert.isTrue(param === null || typeof param === "string");
  return { status: response.status, code, message };
}
