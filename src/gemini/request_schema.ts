import * as v from "valibot";
import { isVertexError } from "../errors.ts";
import { isStandardSchema } from "../schema/standard_schema.ts";
import { toGeminiSchema } from "../schema/to_gemini_schema.ts";
import { message } from "./spelling.ts";

const text = v.string();
const flag = v.optional(v.boolean());
const amount = v.optional(v.number());
const object = v.record(text, v.unknown());
const blob = v.optional(message({ mimeType: text, data: text }));
const file = v.optional(message({ mimeType: text, fileUri: text }));

const PartSchema = message({
  text: v.optional(text),
  thought: flag,
  thoughtSignature: v.optional(text),
  inlineData: blob,
  fileData: file,
  functionCall: v.optional(message({
    id: v.optional(text),
    name: text,
    args: v.optional(object),
  })),
  functionResponse: v.optional(message({
    id: v.optional(text),
    name: text,
    response: object,
    parts: v.optional(v.array(message({ inlineData: blob, fileData: file }))),
  })),
});

/** A streamed answer may hold a text that is empty; Google refuses one, unless it carries a signature. */
const PartsSchema = v.pipe(
  v.array(PartSchema),
  v.transform((parts) => parts.filter((part) => part.text !== "" || part.thoughtSignature)),
  v.minLength(1, "Expected a part that is not empty"),
);

const ContentSchema = message({
  role: v.optional(v.picklist(
    ["user", "model", "function", "tool"],
    'Expected "user" or "model"; what the system says goes into systemInstruction',
  )),
  parts: PartsSchema,
});

const SystemSchema = v.pipe(
  v.union([text, message({ parts: PartsSchema })], "Expected a text, or an object with parts"),
  v.transform((given) => typeof given === "string" ? { parts: [{ text: given }] } : given),
);

const ContentsSchema = v.pipe(
  v.unknown(),
  v.transform((given) => {
    if (typeof given === "string") return [{ role: "user", parts: [{ text: given }] }];
    return typeof given === "object" && given !== null && "parts" in given ? [given] : given;
  }),
  v.array(ContentSchema, "Expected a text, a content, or an array of contents"),
  v.minLength(1, "Expected at least one content"),
);

const jsonSchema = v.optional(v.record(text, v.unknown(), "Expected JSON Schema"));

/** A schema in Google's dialect is sent as it is; one of a library is compiled. */
const schema = v.optional(v.pipe(
  v.custom<object>(
    (given) => typeof given === "object" && given !== null || isStandardSchema(given),
    "Expected a schema",
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return isStandardSchema(dataset.value) ? toGeminiSchema(dataset.value).schema : dataset.value;
    } catch (error) {
      if (!isVertexError(error)) throw error;
      addIssue({ message: error.message });
      return NEVER;
    }
  }),
));

const DeclarationSchema = message({
  name: text,
  description: v.optional(text),
  parameters: schema,
  parametersJsonSchema: jsonSchema,
  response: schema,
  responseJsonSchema: jsonSchema,
});

const CallingSchema = message({
  mode: v.optional(v.picklist(["AUTO", "ANY", "NONE", "VALIDATED", "MODE_UNSPECIFIED"])),
  allowedFunctionNames: v.optional(v.array(text)),
  streamFunctionCallArguments: flag,
});

const ConfigSchema = message({
  temperature: amount,
  topP: amount,
  topK: amount,
  candidateCount: amount,
  maxOutputTokens: amount,
  stopSequences: v.optional(v.array(text)),
  presencePenalty: amount,
  frequencyPenalty: amount,
  seed: amount,
  responseMimeType: v.optional(text),
  responseSchema: schema,
  responseJsonSchema: jsonSchema,
  responseModalities: v.optional(v.array(text)),
  thinkingConfig: v.optional(message({
    includeThoughts: flag,
    thinkingBudget: amount,
    thinkingLevel: v.optional(text),
  })),
});

/** A schema says already that the answer is JSON; Google wants it said twice. */
const GenerationSchema = v.pipe(
  ConfigSchema,
  v.transform((config) => {
    const typed = config.responseSchema ?? config.responseJsonSchema;
    return typed
      ? { ...config, responseMimeType: config.responseMimeType ?? "application/json" }
      : config;
  }),
);

/** A request in either spelling; what comes out is in camelCase, with contents in full. */
export const RequestSchema = message({
  model: text,
  contents: ContentsSchema,
  systemInstruction: v.optional(SystemSchema),
  tools: v.optional(
    v.array(message({ functionDeclarations: v.optional(v.array(DeclarationSchema)) })),
  ),
  toolConfig: v.optional(message({ functionCallingConfig: v.optional(CallingSchema) })),
  generationConfig: v.optional(GenerationSchema),
  safetySettings: v.optional(v.array(message({ category: text, threshold: text }))),
  cachedContent: v.optional(text),
});

/** A request that has the right form. */
export type CheckedRequest = v.InferOutput<typeof RequestSchema>;
/** One function of it. */
export type CheckedDeclaration = v.InferOutput<typeof DeclarationSchema>;
