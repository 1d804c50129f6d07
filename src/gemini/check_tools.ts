import { isRecord, type VertexIssue } from "../errors.ts";
import type { CheckedDeclaration, CheckedRequest } from "./request_schema.ts";

const MAX_DECLARATIONS = 128;
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const PARAMETER_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * What is wrong with a request's functions, and with how they may be called.
 *
 * @param request A request that has the right form.
 * @returns Every problem, with its path and cure.
 */
export function toolIssues(request: CheckedRequest): VertexIssue[] {
  const issues: VertexIssue[] = [];
  const names: string[] = [];
  for (const [index, { functionDeclarations = [] }] of request.tools?.entries() ?? []) {
    for (const [position, declaration] of functionDeclarations.entries()) {
      const path = `tools[${index}].functionDeclarations[${position}]`;
      if (names.includes(declaration.name)) {
        issues.push({ path: `${path}.name`, message: "Expected a name of its own; it is taken" });
      }
      names.push(declaration.name);
      issues.push(...declarationIssues(declaration, path));
    }
  }
  if (names.length > MAX_DECLARATIONS) {
    issues.push({
      path: "tools",
      message: `Expected at most ${MAX_DECLARATIONS} functions, not ${names.length}`,
    });
  }
  return [...issues, ...callingIssues(request, names)];
}

function declarationIssues(declaration: CheckedDeclaration, path: string): VertexIssue[] {
  const { name, parameters, parametersJsonSchema, response, responseJsonSchema } = declaration;
  const issues: VertexIssue[] = [];
  if (!FUNCTION_NAME.test(name)) {
    issues.push({
      path: `${path}.name`,
      message: "Expected a letter or underscore, then letters, digits, _ . or -, at most 64 in all",
    });
  }
  if (parameters && parametersJsonSchema) {
    issues.push({
      path: `${path}.parametersJsonSchema`,
      message: "Not together with parameters; keep one of them",
    });
  }
  if (response && responseJsonSchema) {
    issues.push({
      path: `${path}.responseJsonSchema`,
      message: "Not together with response; keep one of them",
    });
  }
  for (const field of ["parameters", "parametersJsonSchema"] as const) {
    const schema: unknown = declaration[field];
    const properties = isRecord(schema) && isRecord(schema.properties) ? schema.properties : {};
    for (const property of Object.keys(properties)) {
      if (PARAMETER_NAME.test(property)) continue;
      issues.push({
        path: `${path}.${field}.properties.${property}`,
        message: "Expected a letter or underscore, then letters, digits or _, at most 64 in all",
      });
    }
  }
  return issues;
}

function callingIssues(request: CheckedRequest, names: readonly string[]): VertexIssue[] {
  const config = request.toolConfig?.functionCallingConfig;
  const path = "toolConfig.functionCallingConfig";
  // A cache may hold the tools.
  if (!config || (names.length === 0 && request.cachedContent !== undefined)) return [];
  const { mode, allowedFunctionNames: allowed = [] } = config;
  const issues: VertexIssue[] = [];
  if (allowed.length > 0 && mode !== "ANY" && mode !== "VALIDATED") {
    issues.push({
      path: `${path}.allowedFunctionNames`,
      message: 'Only with the mode "ANY" (or "VALIDATED"); set it, or leave the names out',
    });
  }
  for (const [index, name] of allowed.entries()) {
    if (names.includes(name)) continue;
    issues.push({
      path: `${path}.allowedFunctionNames[${index}]`,
      message: `Expected a declared function, not ${JSON.stringify(name)}`,
    });
  }
  if (mode === "ANY" && names.length === 0) {
    issues.push({ path: `${path}.mode`, message: "Expected functions to call in tools" });
  }
  return issues;
}
