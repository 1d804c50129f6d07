/** The scenarios, played against sockets on each runtime. */
import { createEmulator, type ServiceAccountKey } from "../../src/testing/mod.ts";
import { play } from "../fire/play.ts";
import type { Outcome, Play, Scenario } from "../fire/scenarios.ts";
import { startBun } from "./bun.ts";
import { openFireGoogle } from "./fire_google.ts";
import { pause } from "./until.ts";
import { bundle, startWorker } from "./workerd.ts";

/** A runtime that makes calls. */
export interface FireRuntime extends AsyncDisposable {
  play(call: Play): Promise<Outcome>;
  /** Rejections that nobody handled. */
  unhandled(): string[];
}

/** What was seen of one scenario. */
export interface Report extends Outcome {
  /** Requests that reached the API. */
  readonly requests: number;
  /** Whether every connection was closed once the call had ended. */
  readonly closed: boolean;
}

/** Starts a runtime; Deno is this process. */
export async function startRuntime(name: "Deno" | "Bun" | "workerd"): Promise<FireRuntime> {
  if (name === "Deno") return startDeno();
  const process = name === "Bun"
    ? await startBun("tests/fire/bun.ts")
    : await startWorker({ source: (await bundle({ entry: "tests/fire/worker.ts" })).text });
  return {
    async play(call) {
      const response = await fetch(`http://127.0.0.1:${process.port}/play`, {
        method: "POST",
        body: JSON.stringify(call),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      return { seen: `${name} failed: ${text}` };
    },
    unhandled: () =>
      process.output().split("\n").filter((line) => /unhandled|uncaught/i.test(line)),
    [Symbol.asyncDispose]: () => process.stop(),
  };
}

function startDeno(): FireRuntime {
  const unhandled: string[] = [];
  const onUnhandled = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(String(event.reason));
  };
  globalThis.addEventListener("unhandledrejection", onUnhandled);
  return {
    play,
    unhandled: () => unhandled,
    [Symbol.asyncDispose]() {
      globalThis.removeEventListener("unhandledrejection", onUnhandled);
      return Promise.resolve();
    },
  };
}

// Making a key takes a tenth of a second, so all share one.
let key: Promise<ServiceAccountKey> | undefined;

async function makeKey(): Promise<ServiceAccountKey> {
  return (await createEmulator()).serviceAccountKey;
}

/** Plays one scenario, its fault striking that many requests. */
export async function playScenario(
  runtime: FireRuntime,
  scenario: Scenario,
  { stream, times }: { readonly stream: boolean; readonly times: number },
): Promise<Report> {
  await using google = await openFireGoogle(await (key ??= makeKey()));
  const { faults = [], reply, socket, caller, location, waits } = scenario;
  for (const fault of faults) google.emulator.fail({ times, ...fault });
  if (reply) google.emulator.reply(reply);
  if (socket) google.breakNext(socket, times);
  const outcome = await runtime.play({
    origin: google.origin,
    key: google.emulator.serviceAccountKey,
    stream,
    caller,
    location,
    waits,
  });
  const deadline = Date.now() + 500;
  while (google.openSockets > 0 && Date.now() < deadline) await pause(2);
  const closed = google.openSockets === 0 && google.emulator.openStreams === 0;
  return { ...outcome, requests: google.apiRequests, closed };
}
