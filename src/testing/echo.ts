import { googleError } from "./google_error.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { encode, planJson } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import { planOauth } from "./token_endpoint.ts";

/** A refusal that quotes the whole request, its headers included, as careless servers do. */
export function echoRefusal(request: RecordedRequest): ReplyPlan {
  return planJson(400, quote(400, request));
}

/** The same inside an answer that calls itself a success. */
export function echoInAnswer(request: RecordedRequest): ReplyPlan {
  return planJson(200, quote(400, request));
}

/** The same as an event in the middle of a stream. */
export function echoInStream(plan: ReplyPlan, request: RecordedRequest): ReplyPlan {
  if (!plan.headers["content-type"]?.includes("event-stream")) return echoInAnswer(request);
  const before = plan.writes.slice(0, Math.ceil(plan.writes.length / 2));
  const event = `data: ${JSON.stringify(quote(400, request))}\n\n`;
  return { ...plan, writes: [...before, encode(event)] };
}

/** A refusal of the token endpoint that quotes the assertion. */
export function echoTokenRefusal(request: RecordedRequest): ReplyPlan {
  const error_description = `Cannot read ${new URLSearchParams(request.body).get("assertion")}`;
  return planOauth(400, { error: "invalid_grant", error_description });
}

function quote(status: number, { headers, body }: RecordedRequest): unknown {
  const values = Object.values(headers).join(" ");
  return googleError(status, `Cannot read a request with ${values}`, [
    { "@type": "type.googleapis.com/google.rpc.DebugInfo", detail: JSON.stringify(headers), body },
  ]);
}
