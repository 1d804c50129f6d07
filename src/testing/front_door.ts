import { openResponse } from "./body_stream.ts";
import type { BodyMeter } from "./body_stream.ts";
import type { FaultDesk } from "./fault_desk.ts";
import type { Hop } from "./follow_redirects.ts";
import { parseJson } from "./json.ts";
import { pause } from "./pause.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import { findRoute } from "./route.ts";
import type { RouteTable } from "./route.ts";
import { serve } from "./serve.ts";
import type { Backend } from "./serve.ts";

/** What every request passes through, whichever way it came. */
export interface FrontDoor {
  /** Who serves which address. */
  readonly routes: RouteTable;
  /** What answers. */
  readonly backend: Backend;
  /** Faults waiting for their requests. */
  readonly faults: FaultDesk;
  /** Where requests are recorded. */
  readonly requests: RecordedRequest[];
  /** Where open bodies are counted. */
  readonly meter: BodyMeter;
  /** Present time in milliseconds. */
  readonly now: () => number;
}

/** What ends the work on a request. */
export interface Signals {
  /** Ends pauses. */
  readonly work: AbortSignal | undefined;
  /** Ends the body; undefined where a server cancels it. */
  readonly body: AbortSignal | undefined;
}

/**
 * Records a request, lets a fault strike, and answers.
 *
 * @throws {TypeError} If a fault resets the connection before the headers.
 */
export async function receive(door: FrontDoor, hop: Hop, signals: Signals): Promise<Response> {
  const route = findRoute(hop.url, door.routes);
  const recorded: RecordedRequest = {
    kind: "chat" in route || "native" in route ? "api" : route.kind,
    method: hop.method,
    url: hop.url.href,
    headers: Object.fromEntries(hop.headers),
    body: hop.body,
    json: parseJson(hop.body),
  };
  door.requests.push(recorded);

  const location = "chat" in route
    ? route.chat.location
    : "native" in route
    ? route.native.location
    : undefined;
  const strike = recorded.kind === "other"
    ? undefined
    : door.faults.take(recorded.kind, location, hop.url.host);
  if (strike !== undefined && strike.delayMs > 0) await pause(strike.delayMs, signals.work);
  if (strike?.head === "hang") await pause(undefined, signals.work);
  if (strike?.head === "reset") {
    throw new TypeError("Emulated fault: connection reset before the response headers");
  }
  const plan = strike?.answer ?? await serve(door.backend, route, recorded);
  const struck: ReplyPlan = strike?.plan(plan, recorded) ?? plan;
  // Clients measure clock skew by this header, so it must tell the emulator's time.
  const headers = { date: new Date(door.now()).toUTCString(), ...struck.headers };
  return openResponse({ ...struck, headers }, door.meter, signals.body);
}
