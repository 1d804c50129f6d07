import { followRedirects, readHop } from "./follow_redirects.ts";
import { receive } from "./front_door.ts";
import type { FrontDoor } from "./front_door.ts";
import { abortable } from "./pause.ts";

/** The type of a plain fetch function. */
export type EmulatorFetch = (
  input: string | URL | Request,
  init?: RequestInit,
) => Promise<Response>;

/** A fetch function that ends at the emulator's front door, wherever it is pointed. */
export function createFetch(door: FrontDoor): EmulatorFetch {
  async function send(request: Request, signal: AbortSignal | undefined): Promise<Response> {
    const first = await readHop(request, new URL(request.url));
    const signals = { work: signal, body: signal };
    return await followRedirects(first, request.redirect, (hop) => receive(door, hop, signals));
  }

  return async (input, init) => {
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    return await abortable(send(new Request(input, init), signal), signal);
  };
}
