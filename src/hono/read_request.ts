import type { Context } from "hono";
import { isRecord, parseJson } from "../errors.ts";
import { readBounded } from "../errors/read_body.ts";
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
  let tooLong = Number(headers.get("content-length")) > maxBytes;
  let text: string;
  if (bodyUsed) {
    // Middleware in front has read it: then Hono keeps it.
    text = await c.req.text();
    tooLong ||= new TextEncoder().encode(text).byteLength > maxBytes;
  } else {
    const limit = tooLong ? 0 : maxBytes + 1;
    const onLimit = () => void (tooLong = true);
    text = await readBounded(new Response(body), limit, undefined, onLimit).catch(() => {
      // Where a caller leaves during its upload, that can come before the request's signal says so.
      throw unreadable("its body broke off");
    });
  }
  if (!tooLong) return text;
  const message = `Cannot read the request: its body exceeds ${maxBytes} bytes`;
  throw new Refusal(413, "request_too_large", message);
}

/** Whether a value can be a request. */
export function isRequest(value: unknown): value is GatewayRequest {
  return isRecord(value) && typeof value.model === "string";
}
