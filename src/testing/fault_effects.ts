import { echoInAnswer, echoInStream, echoRefusal, echoTokenRefusal } from "./echo.ts";
import type { FaultName } from "./fault.ts";
import { htmlError } from "./google_error.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { encode, joinBytes, planText, recut } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import { planOauth } from "./token_endpoint.ts";

/** What one named fault does. */
export interface FaultEffect {
  /** Which requests it strikes. */
  readonly on: "api" | "token";
  /** What happens in place of an answer. */
  readonly head?: "reset" | "hang";
  /** What happens to the answer. */
  readonly plan?: (plan: ReplyPlan, request: RecordedRequest) => ReplyPlan;
}

/** Every fault by name. */
export const faultEffects: Readonly<Record<FaultName, FaultEffect>> = {
  "reset-before-headers": { on: "api", head: "reset" },
  // A fetch sees no difference; only a socket can break in the middle of a head.
  "reset-mid-headers": { on: "api", head: "reset" },
  "reset-after-headers": { on: "api", plan: (plan) => ({ ...plan, writes: [], end: "reset" }) },
  "reset-mid-stream": { on: "api", plan: (plan) => ({ ...halve(plan), end: "reset" }) },
  "reset-mid-event": { on: "api", plan: (plan) => ({ ...halveBytes(plan), end: "reset" }) },
  "hang": { on: "api", head: "hang" },
  "hang-mid-stream": { on: "api", plan: (plan) => ({ ...halve(plan), end: "hang" }) },
  "keep-alive-only": { on: "api", plan: (plan) => ({ ...plan, writes: [], end: "keep-alive" }) },
  "endless-stream": {
    on: "api",
    plan: (plan) => ({ ...plan, writes: plan.writes.slice(0, 1), end: "endless" }),
  },
  "truncate-stream": { on: "api", plan: halve },
  "truncate-mid-event": { on: "api", plan: halveBytes },
  // The last two events are the finishing chunk and [DONE].
  "lost-final-chunk": {
    on: "api",
    plan: (plan) => ({ ...plan, writes: plan.writes.slice(0, -2) }),
  },
  "byte-by-byte": { on: "api", plan: (plan) => ({ ...plan, writes: recut(plan.writes, [], 1) }) },
  "empty-body": { on: "api", plan: (plan) => ({ ...plan, writes: [] }) },
  "wrong-content-type": {
    on: "api",
    plan: (plan) => setHeader(plan, "content-type", "text/plain"),
  },
  "gzip": { on: "api", plan: (plan) => setHeader(plan, "content-encoding", "gzip") },
  "huge-answer": {
    on: "api",
    // A stream's last write is [DONE], which holds no JSON.
    plan: (plan) => pad(plan, 20_000_000 / Math.max(1, plan.writes.length - 1)),
  },
  "huge-event": {
    on: "api",
    plan: (plan) => {
      const first = pad({ ...plan, writes: plan.writes.slice(0, 1) }, 5_000_000);
      return { ...plan, writes: [...first.writes, ...plan.writes.slice(1)] };
    },
  },
  "redirect-same-origin": { on: "api", plan: () => redirect("?moved") },
  "redirect-other-origin": { on: "api", plan: () => redirect("https://elsewhere.example/moved") },
  "echo-refusal": { on: "api", plan: (_, request) => echoRefusal(request) },
  "echo-in-200": { on: "api", plan: (_, request) => echoInAnswer(request) },
  "echo-in-stream": { on: "api", plan: (plan, request) => echoInStream(plan, request) },
  "token-reset": { on: "token", head: "reset" },
  "hang-token": { on: "token", head: "hang" },
  "token-html": { on: "token", plan: () => ({ ...htmlError(200, "/token"), status: 200 }) },
  "token-id-only": {
    on: "token",
    plan: () => planOauth(200, { id_token: "eyJhbGciOiJub25lIn0.e30." }),
  },
  "token-empty": { on: "token", plan: (plan) => ({ ...plan, writes: [] }) },
  "token-expiry-missing": { on: "token", plan: (plan) => setExpiry(plan, undefined) },
  "token-expiry-text": { on: "token", plan: (plan) => setExpiry(plan, "3599") },
  "token-expiry-tiny": { on: "token", plan: (plan) => setExpiry(plan, 1) },
  "token-redirect": { on: "token", plan: () => redirect("https://elsewhere.example/moved") },
  "token-echo": { on: "token", plan: (_, request) => echoTokenRefusal(request) },
};

/** Keeps the first half of the writes; a body of one write loses half its bytes. */
function halve(plan: ReplyPlan): ReplyPlan {
  if (plan.writes.length < 2) return halveBytes(plan);
  return { ...plan, writes: plan.writes.slice(0, Math.ceil(plan.writes.length / 2)) };
}

/** Keeps a bit less than half of the bytes, which ends inside an event. */
function halveBytes(plan: ReplyPlan): ReplyPlan {
  const bytes = joinBytes(plan.writes);
  return { ...plan, writes: [bytes.slice(0, Math.floor(bytes.length * 0.45))] };
}

/** Gives the JSON of each write a field of that many characters, which every reader ignores. */
function pad(plan: ReplyPlan, length: number): ReplyPlan {
  const padding = "x".repeat(Math.ceil(length));
  const writes = plan.writes.map((write) =>
    encode(new TextDecoder().decode(write).replace("{", `{"padding":"${padding}",`))
  );
  return { ...plan, writes };
}

function redirect(location: string): ReplyPlan {
  return setHeader(planText(307, "text/html; charset=UTF-8", ""), "location", location);
}

function setHeader(plan: ReplyPlan, name: string, value: string): ReplyPlan {
  return { ...plan, headers: { ...plan.headers, [name]: value } };
}

function setExpiry(plan: ReplyPlan, expires_in: unknown): ReplyPlan {
  const answer: unknown = JSON.parse(new TextDecoder().decode(joinBytes(plan.writes)));
  return { ...plan, writes: [encode(JSON.stringify({ ...Object(answer), expires_in }))] };
}
