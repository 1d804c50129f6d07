import type { Context } from "hono";
import type { ChatCompletionCreateParams } from "../dialect/chat_request.ts";
import { checkNumbers, invalidOption, VertexError } from "../errors.ts";
import type { ModelAlias, Vertex } from "../vertex.ts";
import { answerChat, type ChatWatch } from "./answer_chat.ts";
import { checkPolicy } from "./check_policy.ts";
import type { GatewayEnv, VertexGatewayOptions } from "./gateway_options.ts";
import { applySettings } from "./model_settings.ts";
import { findModel } from "./models.ts";
import { type GatewayRequest, isRequest, readRequest } from "./read_request.ts";
import { isCallersFault } from "./refuse.ts";
import { createSignatureDesk, type SignatureWatch } from "./signature_desk.ts";
import { createUsageMeter, type UsageMeter } from "./usage_record.ts";
import { unheeded, waitUntilOf } from "./wait_until.ts";

/** What the gateway lends. */
export interface ChatParts<Env extends object> {
  /** The client for an environment. */
  readonly vertexOf: (env: Env) => Vertex;
  /** The models that a client's callers may use. */
  readonly modelsOf: (vertex: Vertex) => readonly ModelAlias[];
  /** Tells the operator of a failure, whoever is to blame. */
  readonly tell: (error: unknown, c: Context<GatewayEnv<Env>>) => void;
}

/**
 * Makes the handler of chat completions: read, check, ask the operator, sign, answer; and meter all of it.
 *
 * @param options The gateway's.
 * @param parts See {@linkcode ChatParts}.
 * @returns The handler. What it throws was told to the operator and to the meter.
 */
export function createChatHandler<Env extends object>(
  options: VertexGatewayOptions<Env>,
  parts: ChatParts<Env>,
): (c: Context<GatewayEnv<Env>>) => Promise<Response> {
  const { allow = {}, before, onUsage, now = () => Date.now() } = options;
  const { maxBodyBytes = 20_000_000, heartbeatMs = 5_000, timeoutMs = 600_000 } = options;
  const { firstTokenTimeoutMs, idleTimeoutMs, earlyAnswer = true } = options;
  const times = { heartbeatMs, firstTokenTimeoutMs, idleTimeoutMs, timeoutMs };
  checkNumbers({ maxBodyBytes, ...times }, invalidOption);
  const signatures = createSignatureDesk(options.signatures ?? {}, now);

  async function handle(c: Context<GatewayEnv<Env>>, meter: UsageMeter): Promise<Response> {
    const asked = await readRequest(c, maxBodyBytes);
    meter.onRequest(asked);
    const vertex = parts.vertexOf(c.env);
    const models = parts.modelsOf(vertex);
    findModel(models, asked.model);
    checkPolicy(asked, allow);
    const changed = await before?.(c, structuredClone(asked));
    if (changed instanceof Response) {
      const outcome = changed.ok ? "ok" : "error";
      meter.onEnd({ outcome, status: changed.status });
      return changed;
    }
    const wanted = changed === undefined ? asked : checkChanged(changed);
    const alias = findModel(models, wanted.model);
    const behind = vertex.pipe.modelOf(alias.model);
    meter.onModel(behind);
    const waitUntil = waitUntilOf(c);
    const owner = c.get("identity")?.id ?? "";
    const signing = vertex.openapi && behind.startsWith("google/")
      ? await signatures?.open({ messages: wanted.messages, owner, env: c.env, waitUntil })
      : undefined;
    const set = applySettings(wanted, alias);
    const request = { ...set, model: alias.model, ...signing?.fields };
    // Then it may be the operator's own fields that are wrong.
    const touched = changed !== undefined || set !== wanted;
    const tell = (error: unknown) => {
      if (touched || !isCallersFault(error)) parts.tell(error, c);
    };
    return await answerChat({
      vertex,
      // Checked by the client, as everything that comes from outside.
      request: request as unknown as ChatCompletionCreateParams,
      name: asked.model,
      headers: signing?.headers ?? {},
      signal: c.req.raw.signal,
      waitUntil,
      ...times,
      earlyAnswer,
      watch: watchOf(meter, signing?.watch, tell),
    });
  }

  return async function completeChat(c) {
    const meter = createUsageMeter({
      identity: c.get("identity")?.id,
      now,
      deliver(record) {
        if (onUsage) unheeded(() => onUsage(record, c), c);
      },
    });
    try {
      return await handle(c, meter);
    } catch (error) {
      meter.onEnd({ outcome: c.req.raw.signal.aborted ? "aborted" : "error", error });
      throw error;
    }
  };
}

function checkChanged(value: unknown): GatewayRequest {
  if (isRequest(value)) return value;
  const message = "Cannot use what before returned: it is no Response and no request with a model";
  throw new VertexError("invalid_config", message);
}

/** One answer, watched for all that is kept of it. */
function watchOf(
  meter: UsageMeter,
  signatures: SignatureWatch | undefined,
  tell: (error: unknown) => void,
): ChatWatch {
  return {
    onResponse: meter.onResponse,
    onAnswer(part) {
      meter.onAnswer(part);
      signatures?.onAnswer(part);
    },
    onEnd(end) {
      if (end.outcome === "ok") signatures?.onWhole();
      if (end.outcome === "error") tell(end.error);
      meter.onEnd(end);
    },
  };
}
