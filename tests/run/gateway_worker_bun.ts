/** The gateway on Bun, with the server's usual settings. */
import { createGateway, type GatewaySettings } from "./gateway_worker_entry.ts";

interface BunGlobals {
  readonly Bun: {
    serve(options: {
      hostname: string;
      port: number;
      fetch: (request: Request) => Response | Promise<Response>;
    }): { readonly port: number };
  };
  readonly process: { readonly env: GatewaySettings };
}

// Bun's types are not installed.
const { Bun, process } = globalThis as unknown as BunGlobals;
const gateway = createGateway(process.env);
const { port } = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request) => gateway.fetch(request),
});
console.log(`listening on http://127.0.0.1:${port}/`);
