/**
 * One list of test cases for three runtimes. Under `deno test` and `bun test` a case is handed to
 * the runtime's own runner; anywhere else (workerd) it is collected in `cases`, and
 * `tests/worker.ts` runs it on request.
 */
export { assert } from "chai";

/** A test's body: it passes when it returns and fails when it throws. */
export type TestBody = () => void | Promise<void>;

/** A collected case. */
export interface TestCase {
  readonly name: string;
  readonly body: TestBody;
}

type Register = (name: string, body: TestBody) => void;

/** The cases collected where no runner exists. */
export const cases: TestCase[] = [];

/** Declares one test case. */
export const test: Register = await findRunner();

// Both runners are reached dynamically: a static name would end in the bundle for workerd.
async function findRunner(): Promise<Register> {
  const scope: { Deno?: { test: Register }; Bun?: unknown } = globalThis;
  if (scope.Deno !== undefined) return scope.Deno.test;
  if (scope.Bun !== undefined) {
    const runner: { test: Register } = await import(["bun", "test"].join(":"));
    return runner.test;
  }
  return (name, body) => {
    cases.push({ name, body });
  };
}
