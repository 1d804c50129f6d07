import { VertexError, type VertexIssue } from "../errors.ts";
import { joinPath } from "./compiler.ts";
import type { GeminiSchema } from "./gemini_schema.ts";

/** A function as the model is told of it. */
export interface FunctionDeclaration {
  /** Its name. */
  readonly name: string;
  /** What it does, and when to call it. */
  readonly description?: string | undefined;
  /** Schema of its arguments; absent if it takes none. */
  readonly parameters?: GeminiSchema | undefined;
}

const MAX_DECLARATIONS = 128;
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const PARAMETER_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * Checks function declarations as Google does, before they are sent.
 *
 * @param declarations All of a request.
 * @throws {VertexError} `invalid_request`; `issues` has every problem.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling | Google: Function calling}
 */
export function checkDeclarations(declarations: readonly FunctionDeclaration[]): void {
  const issues: VertexIssue[] = [];
  if (declarations.length > MAX_DECLARATIONS) {
    issues.push({
      path: "tools",
      message: `Expected at most ${MAX_DECLARATIONS} functions, not ${declarations.length}`,
    });
  }
  const names = new Set<string>();
  for (const [index, { name, parameters }] of declarations.entries()) {
    const place = `tools[${index}].function`;
    const path = `${place}.name`;
    const quoted = JSON.stringify(name);
    if (names.has(name)) issues.push({ path, message: `Expected no name twice, as ${quoted} is` });
    names.add(name);
    if (!FUNCTION_NAME.test(name)) {
      const expected =
        "Expected a letter or underscore, then letters, digits, _ . or -, at most 64 in all";
      issues.push({ path, message: `${expected}, not ${quoted}` });
    }
    if (parameters) issues.push(...parameterIssues(`${place}.parameters`, parameters));
  }
  const [first] = issues;
  if (!first) return;
  throw new VertexError(
    "invalid_request",
    `Cannot declare the function: ${first.message} at ${first.path}`,
    { issues },
  );
}

function parameterIssues(path: string, parameters: GeminiSchema): VertexIssue[] {
  if (parameters.type?.toLowerCase() !== "object" || parameters.nullable) {
    return [{ path, message: "Expected a schema of an object, for arguments have names" }];
  }
  const wrong = Object.keys(parameters.properties ?? {}).filter((key) => !PARAMETER_NAME.test(key));
  return wrong.map((key) => ({
    path: joinPath(path, ["properties", key]),
    message: "Expected a letter or underscore, then letters, digits or _, at most 64 in all",
  }));
}
