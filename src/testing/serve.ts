import { authorize } from "./authorize.ts";
import type { Gatekeeper } from "./authorize.ts";
import { checkProject, checkRequest, readBody } from "./check_request.ts";
import type { Deployment } from "./check_request.ts";
import { viewChat } from "./chat_view.ts";
import { htmlError, Refusal, refuse } from "./google_error.ts";
import { playScript } from "./play_script.ts";
import type { Stage } from "./play_script.ts";
import type { Queue } from "./queue.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { Route } from "./route.ts";
import type { Script } from "./script.ts";
import type { SignatureMode } from "./signatures.ts";
import { exchangeAssertion } from "./token_endpoint.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";

/** Everything that answers requests. */
export interface Backend {
  /** The token endpoint. */
  readonly tokens: TokenEndpoint;
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
  const { url, method, headers, body } = request;
  switch (route.kind) {
    case "token": {
      const contentType = headers["content-type"] ?? "";
      return await exchangeAssertion(backend.tokens, { url, method, contentType, body });
    }
    case "api":
      return await serveChat(backend, route, request);
    case "misplaced": {
      const { project, location, endpoint } = route.chat;
      return refuse(
        404,
        `Resource projects/${project}/locations/${location}/endpoints/${endpoint} is not served by ` +
          `${new URL(url).hostname}.`,
      );
    }
    case "other":
      return htmlError(404, new URL(url).pathname);
  }
}

async function serveChat(
  backend: Backend,
  route: Extract<Route, { readonly kind: "api" }>,
  request: RecordedRequest,
): Promise<ReplyPlan> {
  const url = new URL(request.url);
  // To Google's front end another method on this path is simply another path.
  if (request.method !== "POST") return htmlError(404, url.pathname);
  await authorize(backend.gate, url, new Headers(request.headers));
  checkProject(route.chat, backend.deployment);
  const body = readBody(request.headers["content-type"] ?? "", request.body);
  checkRequest(body, route.chat, backend.deployment);

  const view = viewChat(body, route.chat);
  // Only Gemini validates signatures, so other models must not be held to them.
  const gemini = route.chat.endpoint === "openapi" && view.model.startsWith("google/");
  if (gemini) backend.stage.signatures.check(view.messages, backend.signatureMode);
  const script = backend.scripts.take(() => true) ?? {};
  return playScript(script, view, backend.stage);
}
