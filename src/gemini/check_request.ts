import * as v from "valibot";
import { VertexError, type VertexIssue } from "../errors.ts";
import { toolIssues } from "./check_tools.ts";
import { type CheckedRequest, RequestSchema } from "./request_schema.ts";

/**
 * Reads a request before anything is sent. Unknown fields pass.
 *
 * @param request What the caller gave; it is not written to.
 * @param action What is being done, as in "Cannot <action>: …".
 * @returns The request in camelCase.
 * @throws {VertexError} `invalid_request`; `issues` names the path and the cure of every problem found.
 */
export function checkRequest(request: unknown, action: string): CheckedRequest {
  const parsed = v.safeParse(RequestSchema, request);
  const issues = parsed.success
    ? [
      ...contentIssues(parsed.output),
      ...toolIssues(parsed.output),
      ...configIssues(parsed.output),
    ]
    : parsed.issues.map(describe);
  const [first] = issues;
  if (!first && parsed.success) return parsed.output;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const place = first?.path ? ` at ${first.path}` : "";
  throw new VertexError("invalid_request", `Cannot ${action}: ${first?.message}${place}${more}`, {
    issues,
  });
}

/** Google counts: as many results in the next content as there were calls. */
function contentIssues({ contents }: CheckedRequest): VertexIssue[] {
  const issues: VertexIssue[] = [];
  for (const [index, { parts }] of contents.entries()) {
    const path = `contents[${index}].parts`;
    for (const [position, { functionCall: call }] of parts.entries()) {
      if (call?.partialArgs === undefined && call?.willContinue !== true) continue;
      issues.push({
        path: `${path}[${position}].functionCall`,
        message: "Expected a whole call; send the content of the stream's final response",
      });
    }
    const calls = parts.filter(({ functionCall }) => functionCall).length;
    const next = contents[index + 1]?.parts ?? [];
    const results = next.filter(({ functionResponse }) => functionResponse).length;
    if (calls > 0 && calls !== results) {
      issues.push({
        path,
        message:
          `Expected one functionResponse for each of the ${calls} calls in the next content, not ${results}`,
      });
    }
  }
  return issues;
}

function configIssues({ generationConfig: config }: CheckedRequest): VertexIssue[] {
  const issues: VertexIssue[] = [];
  if (!config) return issues;
  const { responseSchema, responseJsonSchema, thinkingConfig } = config;
  if (responseSchema && responseJsonSchema) {
    issues.push({
      path: "generationConfig.responseJsonSchema",
      message: "Not together with responseSchema; keep one of them",
    });
  }
  if (thinkingConfig?.thinkingBudget !== undefined && thinkingConfig.thinkingLevel !== undefined) {
    issues.push({
      path: "generationConfig.thinkingConfig",
      message: "Expected a thinkingBudget or a thinkingLevel, not both",
    });
  }
  return issues;
}

function describe(issue: v.BaseIssue<unknown>): VertexIssue {
  let path = "";
  for (const { key } of issue.path ?? []) {
    path += typeof key === "number" ? `[${key}]` : `${path && "."}${String(key)}`;
  }
  return { path, message: issue.message };
}
