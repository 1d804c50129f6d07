import { checkMessages } from "./check_messages.ts";
import { checkSettings } from "./check_settings.ts";
import { checkTools } from "./check_tools.ts";
import { errorInfo, googleError, Refusal, refuse } from "./google_error.ts";
import { isObject, parseJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { planJson } from "./reply_plan.ts";
import { resourceOf } from "./route.ts";
import type { ChatRoute, NativeRoute } from "./route.ts";

/** What the deployment offers. */
export interface Deployment {
  /** Models that exist; undefined means every well-formed one. */
  readonly models: readonly string[] | undefined;
  /** Projects the account may use; undefined means all. */
  readonly projects: readonly string[] | undefined;
}

// These publishers have their own routes with their own bodies and do not answer on `openapi`.
const elsewhere = /^(mistralai|anthropic|ai21)\//;

/** Ends the request unless the account may use the project. */
export function checkProject(place: ChatRoute | NativeRoute, deployment: Deployment): void {
  const { project } = place;
  if (project === undefined || deployment.projects?.includes(project) !== false) return;
  const resource = resourceOf(place);
  const permission = "aiplatform.endpoints.predict";
  refuse(
    403,
    `Permission '${permission}' denied on resource '//aiplatform.googleapis.com/${resource}' (or it may not exist).`,
    [errorInfo("IAM_PERMISSION_DENIED", { permission, resource })],
  );
}

/** Parses the body, or ends the request. */
export function readBody(contentType: string, text: string): JsonObject {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    return refuse(
      400,
      `Invalid content type ${JSON.stringify(contentType)}: expected application/json.`,
    );
  }
  const body = parseJson(text);
  if (!isObject(body)) {
    return refuse(
      400,
      "Invalid JSON payload received. Expected a JSON object as the root of the body.",
    );
  }
  return body;
}

/**
 * Ends a request that Google would refuse. Stricter than Google where Google's behaviour is in doubt.
 * A self-deployed model gets no Gemini checks, and a partner's model only those on the model's name.
 */
export function checkRequest(body: JsonObject, route: ChatRoute, deployment: Deployment): void {
  if (route.endpoint !== "openapi") {
    if (!Array.isArray(body.messages)) {
      refuse(400, "Field 'messages' is required and must be a list.");
    }
    return;
  }
  const model = checkModel(body.model, route, deployment);
  if (!model.startsWith("google/")) {
    if (!Array.isArray(body.messages)) {
      refuse(400, "Field 'messages' is required and must be a list.");
    }
    return;
  }
  checkMessages(body.messages, model);
  checkTools(body);
  checkSettings(body, model, route);
}

function checkModel(model: unknown, route: ChatRoute, deployment: Deployment): string {
  if (typeof model !== "string" || !/^[^/\s]+\/[^/\s]+$/.test(model)) {
    const shown = typeof model === "string" ? model : "";
    const message = `Malformed publisher model (${shown}) for the 'openapi' request endpoint ID; ` +
      "expected '<publisher>/<model>'";
    // This one error is sent as an array, for no reason anybody knows.
    throw new Refusal(planJson(400, [googleError(400, message)]));
  }
  checkPublisherModel(model, route, deployment);
  return model;
}

/** Ends a request for a model that does not exist there. */
export function checkPublisherModel(
  model: string,
  place: ChatRoute | NativeRoute,
  deployment: Deployment,
): void {
  if (deployment.models?.includes(model) ?? !elsewhere.test(model)) return;
  const [publisher, name] = model.split("/");
  refuse(
    404,
    `Publisher Model \`projects/${place.project}/locations/${place.location}/publishers/${publisher}/models/` +
      `${name}\` was not found or your project does not have access to it. Please ensure you are using a ` +
      "valid model version. For more information, see: " +
      "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions",
  );
}
