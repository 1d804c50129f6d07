/**
 * OpenTelemetry's spans for GenAI, from a client's hooks: one span a call, from its first attempt to its end.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/
 */
import { type Span, SpanKind, SpanStatusCode, type Tracer } from "@opentelemetry/api";
import { isVertexError, type VertexHooks } from "@vertex-edge/client";

export function otelHooks(tracer: Tracer): VertexHooks {
  const spans = new WeakMap<object, Span>();
  return {
    onRequest({ call, attempt, location }) {
      if (attempt > 1) return;
      const span = tracer.startSpan(`${call.operation} ${call.model}`, { kind: SpanKind.CLIENT });
      span.setAttributes({
        "gen_ai.operation.name": call.operation,
        "gen_ai.provider.name": "gcp.vertex_ai",
        "gen_ai.request.model": call.model,
        "cloud.region": location,
      });
      spans.set(call, span);
    },
    onRetry({ call, attempt, delayMs, error }) {
      spans.get(call)?.addEvent("retry", { attempt, delayMs, "error.type": error.code });
    },
    onUsage({ call, model, usage }) {
      const span = spans.get(call)?.setAttribute("gen_ai.response.model", model);
      if (usage) {
        span?.setAttribute("gen_ai.usage.input_tokens", usage.prompt_tokens);
        span?.setAttribute("gen_ai.usage.output_tokens", usage.completion_tokens);
      }
      span?.end();
    },
    onError({ call, error }) {
      const type = isVertexError(error) ? error.code : "aborted";
      spans.get(call)?.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR })
        .end();
    },
  };
}
