import { planJson, planText } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { JsonObject } from "./json.ts";

const statusNames: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  409: "ABORTED",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

const statusMessages: Readonly<Record<number, string>> = {
  400: "Request contains an invalid argument.",
  401:
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
  403: "The caller does not have permission.",
  404: "Requested entity was not found.",
  429: "Resource exhausted. Please try again later.",
  499: "The operation was cancelled.",
  500: "Internal error encountered.",
  503: "The service is currently unavailable.",
  504: "Deadline expired before operation could complete.",
};

/**
 * Google's error envelope.
 *
 * @see {@link https://google.aip.dev/193 | AIP-193}
 */
export function googleError(
  code: number,
  message?: string,
  details: readonly JsonObject[] = [],
): JsonObject {
  const error: JsonObject = {
    code,
    message: message ?? statusMessages[code] ?? `The request failed with HTTP status ${code}.`,
    status: statusNames[code] ?? "UNKNOWN",
  };
  if (details.length > 0) error.details = details;
  return { error };
}

/** A detail of type `google.rpc.ErrorInfo`. */
export function errorInfo(reason: string, metadata: JsonObject = {}): JsonObject {
  return {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason,
    domain: "googleapis.com",
    metadata: { service: "aiplatform.googleapis.com", ...metadata },
  };
}

/** The page that Google's front end serves for hosts and paths it does not know. */
export function htmlError(status: number, path: string): ReplyPlan {
  const shown = path.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const page = `<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error ${status}</title>
  <p><b>${status}.</b> <ins>That is an error.</ins>
  <p>The requested URL <code>${shown}</code> was not found on this server.
`;
  return planText(status, "text/html; charset=UTF-8", page);
}

/** Thrown inside the emulator to answer a request with an error; it never leaves the room. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  /** The answer. */
  readonly plan: ReplyPlan;

  constructor(plan: ReplyPlan) {
    super(`Refused with status ${plan.status}`);
    this.plan = plan;
  }
}

/** Ends the request with Google's error envelope. */
export function refuse(code: number, message: string, details: readonly JsonObject[] = []): never {
  throw new Refusal(planJson(code, googleError(code, message, details)));
}
