import { Hono } from "hono";
import { readHop } from "./follow_redirects.ts";
import { receive } from "./front_door.ts";
import type { FrontDoor } from "./front_door.ts";

/** A Hono app in front of the same door, for sockets. */
export function createApp(door: FrontDoor): Hono {
  const app = new Hono();
  app.onError((error) => {
    // Hono's own handler would turn an emulated reset into a 500; the server has to see it.
    throw error;
  });
  app.all("*", async ({ req: { raw } }) => {
    const url = new URL(raw.headers.get("x-original-url") ?? raw.url);
    try {
      const hop = await readHop(raw, url);
      return compress(await receive(door, hop, { work: raw.signal, body: undefined }));
    } catch (error) {
      // The client is gone and reads no answer; an exception would only make the server print it.
      if (raw.signal.aborted) return new Response(null, { status: 499 });
      throw error;
    }
  });
  return app;
}

/** Only here, since a fetch shows its caller a body that is unpacked already. */
function compress(response: Response): Response {
  if (response.headers.get("content-encoding") !== "gzip" || !response.body) return response;
  // Its types want a buffer source that is never shared, which no body gives.
  const gzip = new CompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>;
  return new Response(response.body.pipeThrough(gzip), response);
}
