/** The server on Bun. */
import { type ClientSettings, createServer } from "./play.ts";

interface BunGlobals {
  readonly Bun: {
    serve(options: {
      hostname: string;
      port: number;
      fetch: (request: Request) => Promise<Response>;
    }): { readonly port: number };
  };
  readonly process: { readonly env: ClientSettings };
}

// Bun's types are not installed.
const { Bun, process } = globalThis as unknown as BunGlobals;
const { port } = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: createServer(process.env) });
console.log(`listening on http://127.0.0.1:${port}/`);
