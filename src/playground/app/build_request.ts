import type { Settings } from "./settings.ts";
import type { Message } from "./wire.ts";

/** The body of a request. */
export type RequestBody = Readonly<Record<string, unknown>>;

/**
 * Makes the request that asks for the next answer. What stands at its default is left out.
 *
 * @throws {SyntaxError} If the tools or the schema are no JSON.
 */
export function buildRequest(settings: Settings, messages: readonly Message[]): RequestBody {
  const { system, temperature, top_p, max_tokens, stream } = settings;
  const google = googleOf(settings);
  const { effort, thoughts } = settings;
  return {
    model: settings.model,
    messages: system === "" ? messages : [{ role: "system", content: system }, ...messages],
    ...(stream && { stream, stream_options: { include_usage: true } }),
    ...(temperature !== null && { temperature }),
    ...(top_p !== null && { top_p }),
    ...(max_tokens !== null && { max_tokens }),
    ...(effort !== "" && !(thoughts && effort !== "none") && { reasoning_effort: effort }),
    ...(settings.images && { modalities: ["text", "image"] }),
    ...(settings.tools && { tools: JSON.parse(settings.toolsJson) }),
    ...(settings.structured && {
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", schema: JSON.parse(settings.schemaJson) },
      },
    }),
    ...(Object.keys(google).length > 0 && { extra_body: { google } }),
  };
}

/** Google's own settings. Beside a thinking_config it refuses reasoning_effort, so that goes in as a level. */
function googleOf(settings: Settings): Record<string, unknown> {
  const { thoughts, effort, tools, stream, streamArguments } = settings;
  return {
    ...(thoughts && effort !== "none" && {
      thinking_config: {
        include_thoughts: true,
        ...(effort !== "" && { thinking_level: effort.toUpperCase() }),
      },
    }),
    ...(tools && stream && streamArguments && { stream_function_call_arguments: true }),
  };
}
