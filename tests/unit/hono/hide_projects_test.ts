import { hideProjects } from "../../../src/hono/hide_projects.ts";
import { assert, test } from "../../harness.ts";

const texts: [said: string, seen: string][] = [
  ["`projects/my-project/locations/global` is gone", "`projects/…/locations/global` is gone"],
  ["projects/example.com:my-project/models", "projects/…/models"],
  ["https://x.test/?r=projects%2Fmy-project%2Fmodels", "https://x.test/?r=projects%2F…%2Fmodels"],
  ["Billing is disabled for project my-project", "Billing is disabled for project …"],
  ["for project 'my-project'.", "for project '…'."],
  ["Project #123456789012 has no quota", "Project #… has no quota"],
  ["consumer 'project_number:123456789012'", "consumer 'project_number:…'"],
  ["project_id=my-project, project: other-1", "project_id=…, project: …"],
  ["https://x.test/apis?project=my-project&a=1", "https://x.test/apis?project=…&a=1"],
  ["service-1@gcp-sa.iam.gserviceaccount.com may not read", "… may not read"],
];

test("hideProjects() takes the names of projects out of a text, and nothing else", () => {
  for (const [said, seen] of texts) assert.equal(hideProjects(said), seen);
  const plain = [
    "(check project, location and model: preview models are often served in `global` only)",
    "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).",
    "Resource exhausted. Please try again later.",
  ];
  for (const text of plain) assert.equal(hideProjects(text), text);
});

test("hideProjects() looks through values, also for members that are names", () => {
  const said = {
    code: 7,
    details: [{ "@type": "x", metadata: { projectNumber: 123, consumer: "projects/p" } }, null],
    containerInfo: "my-project",
  };
  assert.deepEqual(hideProjects<unknown>(said), {
    code: 7,
    details: [{ "@type": "x", metadata: { projectNumber: "…", consumer: "projects/…" } }, null],
    containerInfo: "…",
  });
});
