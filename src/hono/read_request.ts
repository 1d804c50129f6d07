import type { Context } from "hono";
import { isRecord, parseJson } from "../errors.ts";
import { findForbidden, type GatewayAllowance } from "./check_policy.ts";
import { Refusal } from "./refuse.ts";

/** A request for a completion as its caller sent it; only `model` is checked. */
export interface GatewayRequest {
  /** The model's name, as callers know it. */
  model: string;
  /** Any other field. */
  [field: string]: unknown;
}

/** No honest request nests like that, not even in its schemas; some thousand levels overflow the stack. */
const MAX_DEPTH = 200;

/**
 * Reads a request.
 *
 * @param c The request.
 * @param maxBodyBytes The limit of its body, in bytes.
 * @returns The request; only its model's name and `stream` are checked.
 * @throws {Refusal} For what breaks off, is too long, is no JSON object or too deep a one, or names no model.
 */
export async function readRequest(c: Context, maxBodyBytes: number): Promise<GatewayRequest> {
  const body = parseJson(await readText(c, maxBodyBytes));
  if (!isRecord(body)) throw unreadable("its body is no JSON object");
  if (isDeeper(body, MAX_DEPTH)) {
    throw unreadable(`it is nested more than ${MAX_DEPTH} levels deep`);
  }
  if (!isRequest(body)) throw unreadable("model is missing", "model");
  if (typeof (body.stream ?? false) !== "boolean") {
    throw unreadable("stream is neither true nor false", "stream");
  }
  return body;
}

function unreadable(reason: string, param?: string): Refusal {
  return new Refusal(400, "invalid_request", `Cannot read the request: ${reason}`, param);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

async function readText(c: Context, maxBytes: number): Promise<string> {
  const { body, bodyUsed, headers } = c.req.raw;
  // Middleware in front has read it, and Hono keeps it.
  if (bodyUsed) {
    const text = await c.req.text();
    if (new TextEncoder().encode(text).byteLength > maxBytes) throw tooLarge(maxBytes);
    return text;
  }
  const reader = body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = Number(headers.get("content-length") ?? 0) > maxBytes ? Infinity : 0;
  while (size <= maxBytes) {
    const { done, value } = await reader.read().catch(brokenOff);
    if (done) return text + decoder.decode();
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  void reader.cancel().catch(() => {});
  throw tooLarge(maxBytes);
}

/** Where a caller leaves during its upload, the body can fail before the request's signal says so. */
function brokenOff(): never {
  throw unreadable("its body broke off");
}

function tooLarge(maxBytes: number): Refusal {
  const message = `Cannot read the request: its body exceeds ${maxBytes} bytes`;
  return new Refusal(413, "request_too_large", message);
}

/** Whether a value can be a request. */
export function isRequest(value: unknown): value is GatewayRequest {
  return isRecord(value) && typeof value.model === "string";
}

/**
 * Lets a request pass if it asks for nothing that is off.
 *
 * @throws {Refusal} 403 that names the field.
 */
export function checkPolicy(request: GatewayRequest, allow: GatewayAllowance): void {
  // The name of a field is the caller's, and as long as they like.
  const forbidden = findForbidden(request, allow)?.slice(0, 200);
  if (forbidden === undefined) return;
  const message = `Cannot pass the request on: this gateway does not allow ${forbidden}`;
  throw new Refusal(403, "permission_denied", message, forbidden);
}
