/**
 * Guards a server without keys on loopback against web pages: a page of any site can make a browser send requests
 * here, and by rebinding its name to 127.0.0.1 it could read the answers.
 */

type Handler = (request: Request) => Response | Promise<Response>;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/**
 * Lets only requests through that a program on this machine makes.
 *
 * @param handler What answers them.
 * @returns The same, behind checks of `Host`, `Origin` and the body's type.
 */
export function guardLoopback(handler: Handler): Handler {
  return (request) => {
    const host = request.headers.get("host") ?? new URL(request.url).host;
    if (!LOOPBACK.test(host)) return refuse(403, "the Host is not this machine");
    const origin = request.headers.get("origin");
    if (origin !== null && !isLoopbackOrigin(origin)) {
      return refuse(403, "the Origin is another site");
    }
    const type = request.headers.get("content-type") ?? "";
    if (request.method === "POST" && !/^application\/json\s*(;|$)/i.test(type)) {
      return refuse(415, "its content-type is not application/json");
    }
    return handler(request);
  };
}

function isLoopbackOrigin(origin: string): boolean {
  return URL.canParse(origin) && LOOPBACK.test(new URL(origin).host);
}

function refuse(status: number, reason: string): Response {
  const message = `Cannot accept the request: ${reason}`;
  const error = { message, type: "invalid_request_error", param: null, code: "invalid_request" };
  return Response.json({ error }, { status });
}
