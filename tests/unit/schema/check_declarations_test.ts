import { isVertexError } from "../../../src/errors.ts";
import {
  checkDeclarations,
  type FunctionDeclaration,
} from "../../../src/schema/check_declarations.ts";
import { assert, test } from "../../harness.ts";

function problemsOf(declarations: readonly FunctionDeclaration[]): string[] {
  try {
    checkDeclarations(declarations);
    return [];
  } catch (error) {
    if (!isVertexError(error) || error.code !== "invalid_request") throw error;
    return error.issues?.map(({ path }) => path) ?? [];
  }
}

test("checkDeclarations() takes the names that Google documents", () => {
  for (const name of ["f", "_f", "get_image", "a.b-c", "x".repeat(64)]) {
    assert.isEmpty(problemsOf([{ name }]), name);
  }
  for (const name of ["", "1f", "-f", "a b", "größe", "x".repeat(65)]) {
    assert.deepEqual(problemsOf([{ name }]), ["tools[0].function.name"]);
  }
});

test("checkDeclarations() takes 128 functions, each once", () => {
  const many = Array.from({ length: 128 }, (_, index) => ({ name: `f${index}` }));
  assert.isEmpty(problemsOf(many));
  assert.deepEqual(problemsOf([...many, { name: "g" }]), ["tools"]);
  assert.deepEqual(problemsOf([{ name: "f" }, { name: "f" }]), ["tools[1].function.name"]);
});

test("checkDeclarations() wants arguments with names, and names that Google takes", () => {
  const path = "tools[0].function.parameters";
  assert.deepEqual(problemsOf([{ name: "f", parameters: { type: "array" } }]), [path]);
  assert.deepEqual(problemsOf([{ name: "f", parameters: { anyOf: [] } }]), [path]);
  const parameters = { type: "OBJECT", properties: { a: {}, "b-c": {} } };
  assert.deepEqual(problemsOf([{ name: "f", parameters }]), [`${path}.properties.b-c`]);
});
