/** The scenarios where sockets matter most, on each runtime; `deno task reliability` plays all of them. */
import { assert, test } from "../harness.ts";
import { callerScenarios, serverScenarios } from "../fire/scenarios.ts";
import { playScenario, startRuntime } from "./fire_runtimes.ts";

const expected: Record<string, readonly [plain: string, streamed: string]> = {
  "reset before the headers": ["answer 2", "answer 2"],
  "reset inside the headers": ["answer 2", "answer 2"],
  "reset after the headers": ["answer 2", "answer 2"],
  "connection closed in the middle of the body": ["answer 2", "answer 2"],
  "silence in the middle of the body": ["timeout 1", "timeout 1"],
  "gzip": ["answer 1", "answer 1"],
  "an answer of 20 MB": ["answer 1", "answer 1"],
  "redirect to another origin": ["http_error 1", "http_error 1"],
  "429 in the first of two locations": ["answer 2", "answer 2"],
  "aborts while the headers are awaited": ["signal.reason", "signal.reason"],
  "aborts in the middle of the body": ["signal.reason", "signal.reason"],
  "leaves the loop of an endless answer": ["", "left 1"],
};

for (const name of ["Deno", "Bun", "workerd"] as const) {
  test(`A client on ${name} gets through faults of sockets, and leaves nothing open or unhandled`, async () => {
    await using runtime = await startRuntime(name);
    for (const scenario of [...serverScenarios, ...callerScenarios]) {
      for (const [at, seen] of (expected[scenario.name] ?? []).entries()) {
        if (seen === "") continue;
        const report = await playScenario(runtime, scenario, { stream: at === 1, times: 1 });
        assert.equal([report.seen, report.attempts].join(" ").trim(), seen, scenario.name);
        assert.isTrue(report.closed, `${scenario.name}: a connection is open`);
      }
    }
    assert.deepEqual(runtime.unhandled(), []);
  });
}
