import { authorize } from "./authorize.ts";
import type { Gatekeeper } from "./authorize.ts";
import { checkNative } from "./check_native.ts";
import { checkProject, checkPublisherModel, checkRequest, readBody } from "./check_request.ts";
import type { Deployment } from "./check_request.ts";
import { viewChat } from "./chat_view.ts";
import { htmlError, Refusal, refuse } from "./google_error.ts";
import type { JsonObject } from "./json.ts";
import { viewNative } from "./native_view.ts";
import { planCount, playNative } from "./play_native.ts";
import { playScript } from "./play_script.ts";
import type { Stage } from "./play_script.ts";
import type { Queue } from "./queue.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import { resourceOf } from "./route.ts";
import type { ChatRoute, NativeRoute, Route } from "./route.ts";
import type { Script } from "./script.ts";
import type { SignatureMode } from "./signatures.ts";
import { serveTokens } from "./token_services.ts";
import type { TokenServices } from "./token_services.ts";

/** Everything that answers requests. */
export interface Backend {
  /** Those who issue tokens. */
  readonly tokens: TokenServices;
  /** Who may use the API. */
  readonly gate: Gatekeeper;
  /** What it offers. */
  readonly deployment: Deployment;
  /** How strictly signatures are demanded. */
  readonly signatureMode: SignatureMode;
  /** Scripted replies. */
  readonly scripts: Queue<Script>;
  /** What replies are made with. */
  readonly stage: Stage;
}

/** Plans the answer to a request; a refusal is an answer too. */
export async function serve(
  backend: Backend,
  route: Route,
  request: RecordedRequest,
): Promise<ReplyPlan> {
  try {
    return await serveRoute(backend, route, request);
  } catch (error) {
    if (error instanceof Refusal) return error.plan;
    throw error;
  }
}

async function serveRoute(
  backend: Backend,
  route: Route,
  request: RecordedRequest,
): Promise<ReplyPlan> {
  const { url } = request;
  switch (route.kind) {
    case "token":
      return await serveTokens(backend.tokens, route.service, request);
    case "misplaced": {
      const resource = resourceOf("chat" in route ? route.chat : route.native);
      return refuse(404, `Resource ${resource} is not served by ${new URL(url).hostname}.`);
    }
    case "api":
      return await serveChat(backend, route.chat, request);
    case "native":
      return await serveNative(backend, route.native, request);
    case "other":
      return htmlError(404, new URL(url).pathname);
  }
}

/** Lets in who may come in, and reads what they bring. */
async function admit(
  backend: Backend,
  place: ChatRoute | NativeRoute,
  request: RecordedRequest,
): Promise<JsonObject> {
  const url = new URL(request.url);
  // To Google's front end another method on this path is simply another path.
  if (request.method !== "POST") throw new Refusal(htmlError(404, url.pathname));
  // Native methods take keys on the paths without a project only, which is Google's express mode.
  const keyless = "method" in place && place.project !== undefined;
  const gate = keyless ? { ...backend.gate, apiKeys: [] } : backend.gate;
  await authorize(gate, url, new Headers(request.headers));
  checkProject(place, backend.deployment);
  return readBody(request.headers["content-type"] ?? "", request.body);
}

async function serveChat(
  backend: Backend,
  route: ChatRoute,
  request: RecordedRequest,
): Promise<ReplyPlan> {
  const body = await admit(backend, route, request);
  checkRequest(body, route, backend.deployment);

  const view = viewChat(body, route);
  // Only Gemini validates signatures, so other models must not be held to them.
  const gemini = route.endpoint === "openapi" && view.model.startsWith("google/");
  if (gemini) backend.stage.signatures.check(view.messages, backend.signatureMode);
  const script = backend.scripts.take(() => true) ?? {};
  return playScript(script, view, backend.stage);
}

async function serveNative(
  backend: Backend,
  route: NativeRoute,
  request: RecordedRequest,
): Promise<ReplyPlan> {
  const body = await admit(backend, route, request);
  checkPublisherModel(`google/${route.model}`, route, backend.deployment);
  const checked = checkNative(body, route);
  const view = viewNative(checked, route);
  if (route.method === "countTokens") return planCount(view);
  backend.stage.signatures.check(view.messages, backend.signatureMode);
  const script = backend.scripts.take(() => true) ?? {};
  const sse = new URL(request.url).searchParams.get("alt") === "sse";
  return playNative(script, view, { ...backend.stage, route, sse });
}
