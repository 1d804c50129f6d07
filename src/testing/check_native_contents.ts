import { functionName } from "./check_tools.ts";
import { isBeforeGemini3 } from "./check_settings.ts";
import { refuse } from "./google_error.ts";
import { isObject, listOf, objectOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { nativeFields, readFields, readList, readOptional } from "./native_fields.ts";

/** What the rules on contents depend on. */
export interface ContentRules {
  /** The model, with its publisher. */
  readonly model: string;
  /** Whether calls and results may carry an id: v1 has not learnt it everywhere. */
  readonly ids: boolean;
}

const roles = ["user", "model", "function", "tool"];
const kinds = [
  ...["text", "inlineData", "fileData", "functionCall", "functionResponse"],
  ...["executableCode", "codeExecutionResult"],
];
const mimeType = /^[\w.+-]+\/[\w.+*-]+$/;

/** Reads the conversation. @returns The contents, in camelCase throughout. */
export function checkContents(value: unknown, rules: ContentRules): JsonObject[] {
  const contents = readList(value, "contents", nativeFields.content).map((content, position) =>
    checkContent(content, `contents[${position}]`, rules)
  );
  if (contents.length === 0) {
    refuse(400, "Unable to submit request because at least one contents field is required.");
  }
  checkTurns(contents);
  return contents;
}

/** Reads one content. @returns The same in camelCase throughout. */
export function checkContent(content: JsonObject, path: string, rules: ContentRules): JsonObject {
  const { role } = content;
  if (role !== undefined && !(typeof role === "string" && roles.includes(role))) {
    refuse(400, "Please use a valid role: user, model.");
  }
  const parts = readList(content.parts, `${path}.parts`, nativeFields.part);
  if (parts.length === 0) {
    refuse(
      400,
      `Unable to submit request because ${path} must include at least one parts field, which describes the ` +
        "prompt input.",
    );
  }
  const read = parts.map((part, position) => checkPart(part, `${path}.parts[${position}]`, rules));
  for (const part of read) checkSpeaker(part, role, path);
  return { ...content, parts: read };
}

/** Calls are the model's, results are not. */
function checkSpeaker(part: JsonObject, role: unknown, path: string): void {
  const wrong = part.functionCall !== undefined
    ? role !== undefined && role !== "model"
    : part.functionResponse !== undefined && role === "model";
  if (wrong) {
    refuse(400, `Invalid value at '${path}': a ${role} content cannot hold such a part.`);
  }
}

function checkPart(part: JsonObject, path: string, rules: ContentRules): JsonObject {
  const held = kinds.filter((kind) => part[kind] !== undefined);
  if (held.length !== 1) {
    refuse(
      400,
      `Unable to submit request because ${path} must have one initialized field, and has ${held.length}.`,
    );
  }
  const { text, thought, thoughtSignature } = part;
  if (text !== undefined && typeof text !== "string") {
    refuse(400, `Invalid value at '${path}.text' (TYPE_STRING)`);
  }
  if (text === "" && thoughtSignature === undefined) {
    refuse(400, "Unable to submit request because it has an empty text parameter.");
  }
  if (thought !== undefined && typeof thought !== "boolean") {
    refuse(400, `Invalid value at '${path}.thought' (TYPE_BOOL)`);
  }
  if (thoughtSignature !== undefined && typeof thoughtSignature !== "string") {
    refuse(400, `Invalid value at '${path}.thought_signature' (TYPE_BYTES)`);
  }
  return {
    ...part,
    ...readMedia(part, path),
    ...readCall(part.functionCall, `${path}.function_call`, rules),
    ...readResult(part.functionResponse, `${path}.function_response`, rules),
  };
}

function readMedia(part: JsonObject, path: string): JsonObject {
  const inlineData = readOptional(part.inlineData, `${path}.inline_data`, nativeFields.blob);
  const fileData = readOptional(part.fileData, `${path}.file_data`, nativeFields.file);
  const media = inlineData ?? fileData;
  if (
    media !== undefined && !(typeof media.mimeType === "string" && mimeType.test(media.mimeType))
  ) {
    refuse(
      400,
      `Unable to submit request because it has a mimeType parameter with value ${
        JSON.stringify(media.mimeType)
      }, which is not supported.`,
    );
  }
  if (
    inlineData && !(typeof inlineData.data === "string" && /^[\w+/-]+={0,2}$/.test(inlineData.data))
  ) {
    refuse(
      400,
      `Invalid value at '${path}.inline_data.data' (TYPE_BYTES), Base64 decoding failed.`,
    );
  }
  if (
    fileData &&
    !(typeof fileData.fileUri === "string" && /^(gs|https?):\/\/\S+$/.test(fileData.fileUri))
  ) {
    refuse(400, `Unsupported file uri at '${path}.file_data.file_uri'.`);
  }
  return { ...(inlineData && { inlineData }), ...(fileData && { fileData }) };
}

function readCall(value: unknown, path: string, rules: ContentRules): JsonObject {
  if (value === undefined) return {};
  const known = [...nativeFields.call, ...(rules.ids ? ["id"] : [])];
  const functionCall = readFields(value, path, known);
  checkName(functionCall.name, path);
  if (functionCall.args !== undefined && !isObject(functionCall.args)) {
    refuse(400, `Invalid value at '${path}.args' (type.googleapis.com/google.protobuf.Struct)`);
  }
  return { functionCall };
}

function readResult(value: unknown, path: string, rules: ContentRules): JsonObject {
  if (value === undefined) return {};
  const known = [...nativeFields.result, ...(rules.ids ? ["id"] : [])];
  const functionResponse = readFields(value, path, known);
  checkName(functionResponse.name, path);
  if (!isObject(functionResponse.response)) {
    refuse(400, `Invalid value at '${path}.response' (type.googleapis.com/google.protobuf.Struct)`);
  }
  const parts = readList(functionResponse.parts, `${path}.parts`, nativeFields.resultPart);
  if (parts.length === 0) return { functionResponse };
  if (isBeforeGemini3(rules.model)) {
    refuse(400, "Multimodal function responses are not supported for this model.");
  }
  const media = parts.map((part, position) => readMedia(part, `${path}.parts[${position}]`));
  return { functionResponse: { ...functionResponse, parts: media } };
}

function checkName(name: unknown, path: string): void {
  if (typeof name === "string" && functionName.test(name)) return;
  refuse(400, `Invalid function name at '${path}.name': ${JSON.stringify(name)}.`);
}

/** The results of a turn's calls stand together in the next content, as many and of the same functions. */
function checkTurns(contents: readonly JsonObject[]): void {
  for (const [position, content] of contents.entries()) {
    const calls = partsWith(contents[position - 1], "functionCall");
    const results = partsWith(content, "functionResponse");
    const last = position === contents.length - 1 ? partsWith(content, "functionCall").length : 0;
    if (calls.length !== results.length || last > 0) {
      refuse(
        400,
        "Please ensure that the number of function response parts is equal to the number of function call " +
          "parts of the function call turn.",
      );
    }
    const open = [...calls];
    for (const result of results) {
      const found = open.findIndex((call) =>
        call.name === result.name && (result.id === undefined || result.id === call.id)
      );
      if (found < 0) {
        refuse(400, `Unable to submit request because no call of ${result.name} is open.`);
      }
      open.splice(found, 1);
    }
  }
}

function partsWith(content: unknown, kind: string): JsonObject[] {
  return listOf(objectOf(content).parts).map((part) => objectOf(part)[kind]).filter(isObject);
}
