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
      return await receive(door, hop, { work: raw.signal, body: undefined });
    } catch (error) {
      // The client is gone and reads no answer; an exception would only make the server print it.
      if (raw.signal.aborted) return new Response(null, { status: 499 });
      throw error;
    }
  });
  return app;
}
