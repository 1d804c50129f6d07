import { faults } from "./fault.ts";
import type { Fault, RateFault, StatusFault } from "./fault.ts";
import { faultEffects } from "./fault_effects.ts";
import { googleError, htmlError } from "./google_error.ts";
import type { JsonObject } from "./json.ts";
import { createQueue } from "./queue.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { checkStatus, planJson, planText } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";

/** The fault that strikes one request, made ready. */
export interface Strike {
  /** Time to wait first, in milliseconds. */
  readonly delayMs: number;
  /** What happens in place of an answer. */
  readonly head: "reset" | "hang" | undefined;
  /** The answer in place of the real one. */
  readonly answer: ReplyPlan | undefined;
  /** What happens to the real answer. */
  readonly plan: (plan: ReplyPlan, request: RecordedRequest) => ReplyPlan;
}

/** All that a fault may say. */
type FaultFields = Partial<StatusFault & RateFault>;

/** Faults waiting for their requests. */
export interface FaultDesk {
  /** Queues a fault. */
  readonly add: (fault: Fault) => void;
  /** The first fault meant for such a request. */
  readonly take: (
    kind: "api" | "token",
    location: string | undefined,
    host: string,
  ) => Strike | undefined;
  /** Forgets all faults. */
  readonly clear: () => void;
}

/**
 * Opens a desk without faults.
 *
 * @param now The clock that rates are measured by, in milliseconds.
 */
export function createFaultDesk(now: () => number): FaultDesk {
  const queue = createQueue<Fault>();
  /** When requests were let through lately, for each limit. */
  const passed = new WeakMap<Fault, number[]>();

  function isDue(fault: Fault): boolean {
    if (!("ratePerSecond" in fault)) return true;
    const nowMs = now();
    const lately = (passed.get(fault) ?? []).filter((atMs) => nowMs - atMs < 1_000);
    const due = lately.length >= fault.ratePerSecond;
    passed.set(fault, due ? lately : [...lately, nowMs]);
    return due;
  }

  return {
    add(fault) {
      checkFault(fault);
      // A copy, so that a limit queued twice counts twice.
      queue.add({ ...fault }, fault.times ?? ("ratePerSecond" in fault ? Infinity : 1));
    },
    take(kind, location, host) {
      const fault = queue.take((waiting) =>
        targetOf(waiting) === kind &&
        (waiting.location === undefined || waiting.location === location) &&
        (waiting.host === undefined || waiting.host === host) && isDue(waiting)
      );
      return fault === undefined ? undefined : strikeOf(fault);
    },
    clear: queue.clear,
  };
}

function namesOf(fault: Fault): readonly (keyof typeof faultEffects)[] {
  if (!("fault" in fault)) return [];
  return typeof fault.fault === "string" ? [fault.fault] : fault.fault ?? [];
}

/** An impossible fault is the test's mistake: say so here, not in the middle of a call, or never. */
function checkFault(fault: Fault): void {
  const names = namesOf(fault);
  const { status, ratePerSecond, delayMs, on }: FaultFields = fault;
  if (names.length === 0 && (status ?? ratePerSecond ?? delayMs) === undefined) {
    throw new TypeError("Cannot play fault: it has no status, fault, delayMs or ratePerSecond");
  }
  if ("status" in fault) checkStatus("fault", status);
  for (const [name, value] of Object.entries({ ratePerSecond, delayMs })) {
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    throw new TypeError(`Cannot play fault: its ${name} is no number from 0 up`);
  }
  if (on !== undefined && on !== "api" && on !== "token") {
    throw new TypeError('Cannot play fault: its on is neither "api" nor "token"');
  }
  const unknown = names.find((name) => !faults.includes(name));
  if (unknown !== undefined) throw new TypeError(`Cannot play fault: "${unknown}" is unknown`);
  const targets = new Set(names.map((name) => faultEffects[name].on));
  if (targets.size > 1) {
    throw new TypeError(
      "Cannot play faults together: some strike the API, some the token endpoint",
    );
  }
}

function targetOf(fault: Fault): "api" | "token" {
  const [name] = namesOf(fault);
  if (name !== undefined) return faultEffects[name].on;
  return ("on" in fault ? fault.on : undefined) ?? "api";
}

function strikeOf(fault: Fault): Strike {
  const effects = namesOf(fault).map((name) => faultEffects[name]);
  return {
    delayMs: fault.delayMs ?? 0,
    head: effects.find((effect) => effect.head !== undefined)?.head,
    answer: "status" in fault
      ? planStatus(fault)
      : "ratePerSecond" in fault
      ? planStatus({ ...fault, status: 429 })
      : undefined,
    plan: (plan, request) => {
      let changed = plan;
      for (const effect of effects) changed = effect.plan?.(changed, request) ?? changed;
      return changed;
    },
  };
}

function planStatus(fault: StatusFault): ReplyPlan {
  const plan = planShape(fault);
  const headers: Record<string, string> = { ...plan.headers };
  if (fault.retryAfter !== undefined) headers["retry-after"] = String(fault.retryAfter);
  if (fault.redirectTo !== undefined) headers["location"] = fault.redirectTo;
  return { ...plan, headers };
}

function planShape(fault: StatusFault): ReplyPlan {
  const { status, bodyShape = "object" } = fault;
  if (bodyShape === "html") return htmlError(status, "/");
  if (bodyShape === "empty") return planText(status, "text/html; charset=UTF-8", "");
  const details: JsonObject[] = fault.retryInfo === undefined ? [] : [
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: fault.retryInfo },
  ];
  const error = googleError(status, fault.message, details);
  return planJson(status, bodyShape === "array" ? [error] : error);
}
