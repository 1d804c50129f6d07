import type { ToolFile } from "./chat_client.ts";

/** A tool's result with files beside it; made by {@linkcode attachFiles}. */
export interface ResultWithFiles {
  /** What the tool says: a text, or anything that is JSON. */
  readonly result: unknown;
  /** The files, in Google's spelling. */
  readonly files: readonly ToolFile[];
}

/** No object that a tool returns by itself is one of these; registered, since a program may hold two copies of us. */
const MARK = Symbol.for("@vertex-edge/client/files");

/**
 * Puts files beside the result of a tool: images, audio or documents that the model is to see. Gemini 3 and later.
 *
 * The result refers to a file by its `display_name`: `{ "$ref": "dress.jpg" }`.
 *
 * @example
 * ```ts
 * import { attachFiles, tool } from "@vertex-edge/client/tools";
 * import * as v from "valibot";
 *
 * const getImage = tool({
 *   name: "get_image",
 *   schema: v.object({ item_name: v.string() }),
 *   run: () =>
 *     attachFiles({ image_ref: { $ref: "dress.jpg" } }, [{
 *       file_data: {
 *         mime_type: "image/jpeg",
 *         display_name: "dress.jpg",
 *         file_uri: "gs://cloud-samples-data/generative-ai/image/dress.jpg",
 *       },
 *     }]),
 * });
 * if (getImage.name !== "get_image") throw new Error("no tool");
 * ```
 *
 * @param result What the tool says: a text, or anything that is JSON.
 * @param files The files: `file_data` by address, `inline_data` by bytes.
 * @returns What `run` returns.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling | Google: Multimodal function responses}
 */
export function attachFiles(result: unknown, files: readonly ToolFile[]): ResultWithFiles {
  return Object.defineProperty({ result, files }, MARK, { value: true });
}

/** Whether a tool returned files. */
export function hasFiles(value: unknown): value is ResultWithFiles {
  return typeof value === "object" && value !== null && MARK in value;
}
