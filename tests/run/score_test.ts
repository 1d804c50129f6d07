import type { DocModule } from "../../scripts/doc_nodes.ts";
import { type Scored, scoreItems } from "../../scripts/score.ts";
import { assert, test } from "../harness.ts";

const documented: DocModule = {
  module_doc: { doc: "What it is for.\n\n```ts\nuse();\n```" },
  symbols: [{
    name: "use",
    declarations: [{ kind: "function", def: { params: [] }, jsDoc: { doc: "Uses it." } }],
  }],
};
const good: Scored = {
  readme: "# Name\n\n```ts\nuse();\n```\n",
  entries: new Map([[".", documented]]),
  license: "Apache-2.0",
  hasLicenseFile: true,
  workflow: "permissions:\n  id-token: write\nsteps:\n  - run: npx deno publish\n",
};

function missing(changes: Partial<Scored>): string[] {
  return scoreItems({ ...good, ...changes })
    .filter(({ problems }) => problems.length > 0)
    .map(({ name }) => name);
}

test("scoreItems() finds nothing wrong with a package that has everything", () => {
  assert.deepEqual(missing({}), []);
});

test("scoreItems() tells what a package lacks", () => {
  assert.deepEqual(missing({ readme: "# Name\n" }), ["a README with an example"]);
  assert.deepEqual(missing({ license: undefined }), ["a licence"]);
  assert.deepEqual(missing({ hasLicenseFile: false }), ["a licence"]);
  const workflow = `${good.workflow} --no-provenance`.replace("publish\n", "publish");
  assert.deepEqual(missing({ workflow }), ["provenance"]);
  assert.deepEqual(missing({ workflow: "steps:\n  - run: npx deno publish\n" }), ["provenance"]);
});

test("scoreItems() tells which entry or symbol has no docstring", () => {
  const bare: DocModule = { symbols: [{ name: "use", declarations: [] }] };
  const items = scoreItems({ ...good, entries: new Map([[".", documented], ["./bare", bare]]) });
  const problems = items.flatMap((item) => item.problems);
  assert.deepEqual(problems, ["./bare", "./bare use"]);
  assert.include(missing({ entries: new Map([[".", bare]]) }), "an example of the main entry");
});
