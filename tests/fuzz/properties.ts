import fc from "fast-check";
import { type ChatCompletionCreateParams, createVertex, isVertexError } from "../../mod.ts";
import { parseServiceAccountKey } from "../../src/auth/service_account_key.ts";
import { createAccumulator } from "../../src/dialect/accumulate.ts";
import { checkRequest } from "../../src/dialect/check_request.ts";
import { prepareRequest } from "../../src/dialect/prepare_request.ts";
import { createChunkRepair } from "../../src/dialect/repair_chunk.ts";
import { repairCompletion } from "../../src/dialect/repair_completion.ts";
import type { ThoughtTags } from "../../src/dialect/split_thoughts.ts";
import { answerError } from "../../src/errors/google_error.ts";
import { createSseDecoder } from "../../src/sse/decode.ts";
import { answerValue, chunkValue, requestValue } from "./values.ts";

/** Something that must hold for whatever comes from outside. */
export interface FuzzProperty {
  readonly name: string;
  readonly property: fc.IRawProperty<unknown>;
}

const anyJson = fc.jsonValue({ maxDepth: 4 });
const tags = fc.constantFrom<ThoughtTags>("marked", "leading", "caller", "none");
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.array(
    fc.constantFrom(
      "data: ",
      "data:{",
      "}",
      "[DONE]",
      "\n",
      "\r",
      "\r\n",
      "\n\n",
      ": c",
      "event: error",
      '"error"',
      "\0",
      "é",
    ),
  ).map((pieces) => new TextEncoder().encode(pieces.join(""))),
  fc.array(chunkValue, { maxLength: 6 }).map((chunks) =>
    new TextEncoder().encode(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join(""))
  ),
);

/** Runs what may only fail with an error of the family. */
function familyOnly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (isVertexError(error)) return undefined;
    throw error;
  }
}

/** As from the wire: no object stands in two places. */
function asReceived(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** What a chunk says, in one order, with no word on a finish that has not come. */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .filter(([name, inner]) => name !== "finish_reason" || inner !== null)
    .sort(([one], [other]) => one < other ? -1 : 1)
    .map(([name, inner]) => [name, said(inner)]);
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

/** All of them. */
export const fuzzProperties: readonly FuzzProperty[] = [
  {
    name: "an SSE decoder takes any bytes, cut anywhere",
    property: fc.property(bytes, fc.nat(50), (stream, step) => {
      const decoder = createSseDecoder({ maxEventLength: 300 });
      familyOnly(() => {
        for (let at = 0; at < stream.length; at += step + 1) {
          decoder.push(stream.subarray(at, at + step + 1));
        }
        decoder.end();
      });
    }),
  },
  {
    name: "a chunk of any shape becomes a well-formed one, and any of them add up",
    property: fc.property(
      fc.array(fc.oneof(chunkValue, anyJson), { maxLength: 8 }),
      tags,
      (chunks, thoughts) => {
        const repair = createChunkRepair({ thoughts, model: "google/gemini-3.1-pro-preview" });
        const accumulator = createAccumulator();
        for (const raw of chunks) {
          const chunk = familyOnly(() => repair.chunk(asReceived(raw)));
          if (!chunk) break;
          const same = JSON.stringify(said(chunk)) === JSON.stringify(said(asReceived(raw)));
          must(same || repair.changed, "a change went unnoticed");
          for (const { index, delta, finish_reason } of chunk.choices) {
            must(
              Number.isInteger(index) && typeof delta === "object" && delta !== null,
              "a choice is malformed",
            );
            must(
              finish_reason === null || typeof finish_reason === "string",
              "a finish reason is malformed",
            );
            must(
              delta.content === undefined || delta.content === null ||
                typeof delta.content === "string",
              "content is no text",
            );
            for (const call of delta.tool_calls ?? []) {
              must(
                Number.isInteger(call.index),
                "a call has no number",
              );
            }
          }
          accumulator.add(chunk);
        }
        for (const { message } of accumulator.completion().choices) {
          must(
            message.content === null || typeof message.content === "string",
            "content is no text",
          );
          for (const call of message.tool_calls ?? []) {
            must(
              typeof call.id === "string",
              "a call has no ID",
            );
          }
        }
      },
    ),
  },
  {
    name: "a plain answer of any shape becomes a completion or an error",
    property: fc.property(fc.oneof(answerValue, anyJson), tags, (raw, thoughts) => {
      const completion = familyOnly(() =>
        repairCompletion(asReceived(raw), { thoughts, model: "google/gemini-3.1-pro-preview" })
      );
      for (const { message } of completion?.choices ?? []) {
        must(message.content === null || typeof message.content === "string", "content is no text");
        for (const call of message.tool_calls ?? []) {
          must(typeof call.id === "string" && call.id !== "", "a call has no ID");
        }
      }
    }),
  },
  {
    name: "an error body of any shape becomes one bounded error",
    property: fc.property(
      fc.oneof(
        fc.string(),
        anyJson.map((value) => JSON.stringify({ error: value })),
        anyJson.map((value) => JSON.stringify([value])),
      ),
      fc.integer({ min: 100, max: 599 }),
      (body, status) => {
        const error = answerError({
          action: "ask",
          status,
          body,
          headers: new Headers({ "retry-after": "x" }),
        });
        must(isVertexError(error) && error.message.length < 2_000, "the message has no bound");
      },
    ),
  },
  {
    name: "a key of any shape is refused without being quoted",
    property: fc.property(fc.oneof(fc.string({ minLength: 12 }), fc.object(), anyJson), (key) => {
      try {
        parseServiceAccountKey(key as object);
      } catch (error) {
        must(
          isVertexError(error) && error.code === "invalid_config",
          `not of the family: ${error}`,
        );
        const text = typeof key === "string" ? key.trim() : "";
        must(text.length < 12 || !String(error).includes(text), "the key is quoted");
      }
    }),
  },
  {
    name: "a request of any shape is prepared without being written to, or refused",
    property: fc.property(fc.oneof(requestValue, anyJson), fc.boolean(), (request, openapi) => {
      const before = JSON.stringify(request);
      familyOnly(() => {
        checkRequest(request, { openapi });
        prepareRequest(request as ChatCompletionCreateParams, { openapi });
      });
      must(JSON.stringify(request) === before, "the request was written to");
    }),
  },
  {
    name: "a response of any bytes becomes an answer or an error, and never a hang",
    property: fc.asyncProperty(
      bytes,
      fc.constantFrom("text/event-stream", "application/json", "text/html", ""),
      fc.constantFrom(200, 200, 400, 429, 503),
      fc.boolean(),
      async (body, type, status, stream) => {
        const vertex = createVertex({
          project: "my-project",
          credentials: {
            getToken: () => Promise.resolve({ token: "secret-token", type: "bearer" }),
          },
          retry: { maxAttempts: 1 },
          fetch: () =>
            Promise.resolve(
              new Response(body.slice(), { status, headers: { "content-type": type } }),
            ),
        });
        const request: ChatCompletionCreateParams = {
          model: "google/gemini-3.1-pro-preview",
          messages: [{ role: "user", content: "Hi" }],
        };
        try {
          if (stream) await vertex.chat.completions.stream(request).finalChatCompletion();
          else await vertex.chat.completions.create({ ...request, stream: false });
        } catch (error) {
          must(isVertexError(error), `not of the family: ${error}`);
          must(!JSON.stringify(error).includes("secret-token"), "the token is in the error");
        }
      },
    ),
  },
];
