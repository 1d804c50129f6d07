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

/**
 * Reads a request.
 *
 * @param c The request.
 * @param maxBodyBytes The limit of its body, in bytes.
 * @returns The request; only its model's name is checked.
 * @throws {Refusal} For what is too long, is no JSON object, or names no model.
 */
export async function readRequest(c: Context, maxBodyBytes: number): Promise<GatewayRequest> {
  const body = parseJson(await readText(c, maxBodyBytes));
  if (!isRecord(body)) {
    const message = "Cannot read the request: its body is no JSON object";
    throw new Refusal(400, "invalid_request", message);
  }
  if (isRequest(body)) return body;
  throw new Refusal(400, "invalid_request", "Cannot read the request: model is missing", "model");
}

async function readText(c: Context, maxBytes: number): Promise<string> {
  const { body, bodyUsed, headers } = c.req.raw;
  // Middleware in front has read it, and Hono keeps it.
  if (bodyUsed) return await c.req.text();
  const reader = body?.getReader();
  if (!reader) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = Number(headers.get("content-length") ?? 0) > maxBytes ? Infinity : 0;
  while (size <= maxBytes) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  void reader.cancel().catch(() => {});
  const message = `Cannot read the request: its body exceeds ${maxBytes} bytes`;
  throw new Refusal(413, "request_too_large", message);
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
  const forbidden = findForbidden(request, allow);
  if (forbidden === undefined) return;
  const message = `Cannot pass the request on: this gateway does not allow ${forbidden}`;
  throw new Refusal(403, "permission_denied", message, forbidden);
}
