/** An emulator on a socket, and a `fetch` that dials it whatever the address says. */
import { createEmulator, type Emulator } from "../../src/testing/mod.ts";
import type { Fetch } from "../../src/vertex.ts";

/** Google on loopback. */
export interface LoopbackGoogle extends AsyncDisposable {
  readonly emulator: Emulator;
  /** Where it listens: `127.0.0.1:40123`. */
  readonly host: string;
  readonly fetch: Fetch;
}

/** Opens it. The address that was meant travels in a header, and the emulator sees it as the request's own. */
export async function openLoopbackGoogle(): Promise<LoopbackGoogle> {
  const emulator = await createEmulator();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => emulator.app.fetch(request),
  );
  const host = `127.0.0.1:${server.addr.port}`;
  const origin = `http://${host}/`;
  return {
    emulator,
    host,
    fetch(input, init) {
      const request = new Request(input, init);
      request.headers.set("x-original-url", request.url);
      return fetch(new Request(origin, request));
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
