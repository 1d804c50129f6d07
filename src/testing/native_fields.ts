import { refuse } from "./google_error.ts";
import { isObject, listOf } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** What may stand in each message of a native request, in camelCase. */
export const nativeFields = {
  request: [
    "contents",
    "systemInstruction",
    "tools",
    "toolConfig",
    "safetySettings",
    "generationConfig",
    "cachedContent",
    "labels",
  ],
  count: ["contents", "systemInstruction", "tools", "generationConfig", "model", "instances"],
  content: ["role", "parts"],
  part: [
    ...["text", "thought", "thoughtSignature", "inlineData", "fileData", "functionCall"],
    ...["functionResponse", "executableCode", "codeExecutionResult", "videoMetadata"],
    "mediaResolution",
  ],
  blob: ["mimeType", "data", "displayName"],
  file: ["mimeType", "fileUri", "displayName"],
  call: ["name", "args"],
  result: ["name", "response", "parts"],
  resultPart: ["inlineData", "fileData"],
  tool: [
    ...["functionDeclarations", "googleSearch", "googleSearchRetrieval", "codeExecution"],
    ...["urlContext", "retrieval", "enterpriseWebSearch", "googleMaps", "computerUse"],
  ],
  declaration: [
    ...["name", "description", "parameters", "parametersJsonSchema"],
    ...["response", "responseJsonSchema"],
  ],
  toolConfig: ["functionCallingConfig", "retrievalConfig"],
  calling: ["mode", "allowedFunctionNames", "streamFunctionCallArguments"],
  generation: [
    ...["temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences"],
    ...["presencePenalty", "frequencyPenalty", "seed", "responseMimeType", "responseSchema"],
    ...["responseJsonSchema", "responseModalities", "thinkingConfig", "mediaResolution"],
    ...["responseLogprobs", "logprobs", "speechConfig", "imageConfig", "routingConfig"],
    ...["audioTimestamp", "modelConfig", "enableAffectiveDialog"],
  ],
  thinking: ["includeThoughts", "thinkingBudget", "thinkingLevel"],
  safety: ["category", "threshold", "method"],
} as const;

/**
 * Reads a message as Google's parser of proto JSON does: both spellings, no field that it does not know.
 *
 * @returns The fields in camelCase.
 */
export function readFields(value: unknown, path: string, known: readonly string[]): JsonObject {
  if (!isObject(value)) {
    return refuse(400, `Invalid value at '${path}': expected an object.`);
  }
  const fields: JsonObject = {};
  for (const [name, field] of Object.entries(value)) {
    const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!known.includes(camel)) {
      const place = path === "" ? "" : ` at '${path}'`;
      refuse(
        400,
        `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
      );
    }
    if (Object.hasOwn(fields, camel)) {
      refuse(400, `Invalid value at '${path}': the field ${camel} is given twice.`);
    }
    // Null is how proto JSON says that a field is absent.
    if (field !== null) fields[camel] = field;
  }
  return fields;
}

/** Reads a message that may be missing. */
export function readOptional(
  value: unknown,
  path: string,
  known: readonly string[],
): JsonObject | undefined {
  return value === undefined ? undefined : readFields(value, path, known);
}

/** Reads a list of messages; a missing one is empty. */
export function readList(value: unknown, path: string, known: readonly string[]): JsonObject[] {
  if (value !== undefined && !Array.isArray(value)) {
    refuse(400, `Invalid value at '${path}': expected a list.`);
  }
  return listOf(value).map((item, position) => readFields(item, `${path}[${position}]`, known));
}
