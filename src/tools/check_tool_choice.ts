import { isRecord, VertexError } from "../errors.ts";
import type { ChatRequest } from "./chat_client.ts";

/** Whether, and which, tools are called. */
export type ToolChoice = NonNullable<ChatRequest["tool_choice"]>;

const WORDS: readonly unknown[] = ["none", "auto", "required", "validated"];

/**
 * Checks a choice of tools against the tools that there are.
 *
 * @param choice What the caller gave.
 * @param names The tools' names.
 * @throws {VertexError} `invalid_request`, if it cannot be met.
 */
export function checkToolChoice(choice: ToolChoice | undefined, names: readonly string[]): void {
  if (choice === undefined) return;
  const refuse = (state: string) => {
    const message = `Cannot choose a tool: ${state}`;
    throw new VertexError("invalid_request", message, {
      issues: [{ path: "tool_choice", message: state }],
    });
  };
  if (typeof choice === "string") {
    if (!WORDS.includes(choice)) {
      const named = '{ type: "function", function: { name } }';
      refuse(`expected ${WORDS.join(", ")}, or ${named} for one of the tools`);
    }
    if (choice === "required" && names.length === 0) {
      refuse("a call is required, but no tool given");
    }
    return;
  }
  for (const named of chosen(choice)) {
    const known = names.join(", ") || "none";
    if (typeof named !== "string" || !names.includes(named)) {
      refuse(`${JSON.stringify(named ?? null)} is no tool of this request; there are: ${known}`);
    }
  }
}

function chosen(choice: object): unknown[] {
  const { type, function: one, allowed_tools: some }: Record<string, unknown> = { ...choice };
  if (type === "allowed_tools" && isRecord(some) && Array.isArray(some.tools)) {
    return some.tools.map((tool: unknown) => isRecord(tool) ? nameIn(tool.function) : undefined);
  }
  return [nameIn(one)];
}

function nameIn(value: unknown): unknown {
  return isRecord(value) ? value.name : undefined;
}

/** Whether a choice leaves the model no way but to call. */
export function forcesCall(choice: ToolChoice | undefined): boolean {
  if (choice === undefined || typeof choice === "string") return choice === "required";
  return choice.type !== "allowed_tools" || choice.allowed_tools.mode === "required";
}
