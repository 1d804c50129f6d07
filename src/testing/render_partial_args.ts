import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";

/**
 * A call whose arguments come in pieces: its name and signature first, then value after value, a text in two stretches,
 * and an empty call at the end.
 */
export function renderPartialCall(part: JsonObject, args: JsonObject): JsonObject[] {
  const { args: _args, ...head } = isObject(part.functionCall) ? part.functionCall : {};
  const pieces = [...partialArgs(args, "$")];
  // Without arguments there is nothing to continue.
  if (pieces.length === 0) return [{ ...part, functionCall: head }];
  return [
    { ...part, functionCall: { ...head, willContinue: true } },
    ...pieces.map((piece) => ({ functionCall: { partialArgs: [piece], willContinue: true } })),
    { functionCall: {} },
  ];
}

function* partialArgs(value: unknown, jsonPath: string): Generator<JsonObject> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* partialArgs(item, `${jsonPath}[${index}]`);
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      yield* partialArgs(item, jsonPath + stepOf(name));
    }
  } else if (typeof value === "string") {
    const middle = Math.ceil(value.length / 2);
    yield { jsonPath, stringValue: value.slice(0, middle), willContinue: true };
    yield { jsonPath, stringValue: value.slice(middle) };
  } else if (typeof value === "number") {
    yield { jsonPath, numberValue: value };
  } else if (typeof value === "boolean") {
    yield { jsonPath, boolValue: value };
  } else {
    yield { jsonPath, nullValue: "NULL_VALUE" };
  }
}

function stepOf(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return `.${name}`;
  return `['${name.replace(/['\\]/g, "\\$&")}']`;
}
