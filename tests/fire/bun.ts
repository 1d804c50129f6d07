/** Plays calls on Bun, and prints rejections that nobody handled. */
import { playRequest } from "./play.ts";

interface BunGlobals {
  readonly Bun: {
    serve(options: {
      hostname: string;
      port: number;
      idleTimeout: number;
      fetch: (request: Request) => Promise<Response>;
    }): { readonly port: number };
  };
  readonly process: { on(event: string, listener: (reason: unknown) => void): void };
}

// Bun's types are not installed.
const { Bun, process } = globalThis as unknown as BunGlobals;
process.on("unhandledRejection", (reason) => console.log(`unhandled rejection: ${reason}`));
const { port } = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: playRequest });
console.log(`listening on http://127.0.0.1:${port}/`);
