import index from "./wire/requests/index.json" with { type: "json" };
import text from "./wire/requests/text.json" with { type: "json" };
import textStream from "./wire/requests/text-stream.json" with { type: "json" };
import selfDeployed from "./wire/requests/self-deployed.json" with {
  type: "json",
};
import selfDeployedStream from "./wire/requests/self-deployed-stream.json" with {
  type: "json",
};
import thinkingStream from "./wire/requests/thinking-stream.json" with {
  type: "json",
};
import streamedFunctionCallArguments from "./wire/requests/streamed-function-call-arguments.json" with {
  type: "json",
};
import imageOutput from "./wire/requests/image-output.json" with {
  type: "json",
};
import imageInputStringUrl from "./wire/requests/image-input-string-url.json" with {
  type: "json",
};
import audioInput from "./wire/requests/audio-input.json" with { type: "json" };
import multimodalFunctionResponse from "./wire/requests/multimodal-function-response.json" with {
  type: "json",
};
import extraContentPositions from "./wire/requests/extra-content-positions.json" with {
  type: "json",
};
import structuredOutput from "./wire/requests/structured-output.json" with {
  type: "json",
};
import functionCall from "./wire/requests/function-call.json" with {
  type: "json",
};
import nativeGenerateContent from "./wire/requests/native-generate-content.json" with {
  type: "json",
};
import nativeFunctionCallingConfig from "./wire/requests/native-function-calling-config.json" with {
  type: "json",
};
import imageOutputResponse from "./wire/responses/image-output.json" with {
  type: "text",
};
import multimodalFunctionResponseResponse from "./wire/responses/multimodal-function-response.json" with {
  type: "text",
};
import streamedFunctionCallArgumentsResponse from "./wire/responses/streamed-function-call-arguments.sse" with {
  type: "text",
};

/** One documented request: where it goes, and the JSON that goes there. */
export interface WireRequest {
  readonly file: string;
  readonly method: string;
  readonly url: string;
  readonly project: string;
  readonly location: string;
  /** `null` for the native generateContent samples, which have no endpoint. */
  readonly endpoint: string | null;
  readonly apiVersion: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "text.json": text,
  "text-stream.json": textStream,
  "self-deployed.json": selfDeployed,
  "self-deployed-stream.json": selfDeployedStream,
  "thinking-stream.json": thinkingStream,
  "streamed-function-call-arguments.json": streamedFunctionCallArguments,
  "image-output.json": imageOutput,
  "image-input-string-url.json": imageInputStringUrl,
  "audio-input.json": audioInput,
  "multimodal-function-response.json": multimodalFunctionResponse,
  "extra-content-positions.json": extraContentPositions,
  "structured-output.json": structuredOutput,
  "function-call.json": functionCall,
  "native-generate-content.json": nativeGenerateContent,
  "native-function-calling-config.json": nativeFunctionCallingConfig,
};

/** Every documented request, in the order of the index. */
export const wireRequests: readonly WireRequest[] = index.map((entry) => {
  const body = bodies[entry.file];
  if (body === undefined) {
    throw new Error(`Cannot find vector: ${entry.file} is not imported`);
  }
  return {
    file: entry.file,
    method: entry.method,
    url: entry.url,
    project: entry.project,
    location: entry.location,
    endpoint: entry.endpoint,
    apiVersion: entry.apiVersion,
    body,
  };
});

/** Every documented response, byte for byte, by file name. */
export const wireResponses: Readonly<Record<WireResponseName, string>> = {
  "image-output.json": imageOutputResponse,
  "multimodal-function-response.json": multimodalFunctionResponseResponse,
  "streamed-function-call-arguments.sse": streamedFunctionCallArgumentsResponse,
};

/** The file names of {@linkcode wireResponses}. */
export type WireResponseName =
  | "image-output.json"
  | "multimodal-function-response.json"
  | "streamed-function-call-arguments.sse";
