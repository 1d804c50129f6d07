/** One request on its way, read once: its body and headers can be sent again. */
export interface Hop {
  /** HTTP method. */
  readonly method: string;
  /** Where it goes. */
  readonly url: URL;
  /** Header fields. */
  readonly headers: Headers;
  /** Body as text. */
  readonly body: string;
}

const maxHops = 20;
const redirects = [301, 302, 303, 307, 308];

/** Reads a request to its end. */
export async function readHop(request: Request, url: URL): Promise<Hop> {
  // Headers first: Bun 1.4 forgets the content type a body implies once the body has been touched.
  const headers = new Headers(request.headers);
  return { method: request.method, url, headers, body: await request.text() };
}

/**
 * Follows redirects as the fetch standard says, by the request's `redirect` mode.
 * A hop to another origin goes without the authorization header, as in every runtime.
 *
 * @see {@link https://fetch.spec.whatwg.org/#http-redirect-fetch | HTTP-redirect fetch}
 */
export async function followRedirects(
  first: Hop,
  mode: Request["redirect"],
  send: (hop: Hop) => Promise<Response>,
): Promise<Response> {
  let hop = first;
  for (let hops = 0; hops <= maxHops; hops++) {
    const response = await send(hop);
    const location = response.headers.get("location");
    if (!redirects.includes(response.status) || location === null) return response;
    if (mode === "manual") return response;
    await response.body?.cancel();
    if (mode === "error") throw new TypeError("Unexpected redirect");
    hop = nextHop(hop, new URL(location, hop.url), response.status);
  }
  throw new TypeError("Too many redirects");
}

function nextHop(last: Hop, url: URL, status: number): Hop {
  const headers = new Headers(last.headers);
  if (last.url.origin !== url.origin) {
    for (const name of ["authorization", "cookie", "proxy-authorization"]) headers.delete(name);
  }
  const becomesGet = status === 303 || (status < 303 && last.method === "POST");
  if (!becomesGet) return { ...last, url, headers };
  headers.delete("content-type");
  return { method: "GET", url, headers, body: "" };
}
