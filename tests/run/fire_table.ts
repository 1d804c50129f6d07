/** What each runtime's callers see of each scenario, as a table. */
import { callerScenarios, type Scenario, serverScenarios } from "../fire/scenarios.ts";
import { type FireRuntime, playScenario, type Report, startRuntime } from "./fire_runtimes.ts";

/** A runtime's cells of every row, by the row's name. */
export type Column = ReadonlyMap<string, readonly string[]>;

/** More at once would only make the machine slow, and the waits are long. */
const AT_ONCE = 6;
const ALWAYS = 99;

/** Plays everything on one runtime. */
export async function playColumn(name: "Deno" | "Bun" | "workerd"): Promise<Column> {
  await using runtime = await startRuntime(name);
  const waiting = [...serverScenarios, ...callerScenarios];
  const column = new Map<string, readonly string[]>();
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      column.set(next.name, await playRow(runtime, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const unhandled = runtime.unhandled();
  if (unhandled.length > 0) throw new Error(`Nobody handled on ${name}: ${unhandled.join("\n")}`);
  return column;
}

async function playRow(runtime: FireRuntime, scenario: Scenario): Promise<string[]> {
  const reports: Report[] = [];
  for (const stream of scenario.caller === "leaves" ? [true] : [false, true]) {
    for (const times of scenario.caller ? [1] : [1, ALWAYS]) {
      reports.push(await playScenario(runtime, scenario, { stream, times }));
    }
  }
  const cells = reports.map(cellOf);
  if (scenario.caller === "leaves") cells.unshift("–");
  return [...cells, reports.every(({ closed }) => closed) ? "closed" : "open for the mint"];
}

function cellOf({ seen, attempts, partial }: Report): string {
  const what = /^(answer|left|nothing)$/.test(seen) ? seen : `\`${seen}\``;
  return `${partial ? "chunks, then " : ""}${what}${
    attempts === undefined ? "" : ` (${attempts})`
  }`;
}

/** The rows of a table; what is the same on the other runtimes is not said again. */
export function rowsOf(
  scenarios: readonly Scenario[],
  first: Column,
  others: readonly Column[],
): string[][] {
  return scenarios.map(({ name }) => {
    const cells = first.get(name) ?? [];
    const differences = others.map((column) => {
      const theirs = column.get(name) ?? [];
      return theirs.join() === cells.join() ? "the same" : theirs.join(", ");
    });
    return [name, ...cells, ...differences];
  });
}

/** Markdown, as the formatter of this project wants it. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (row[at] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
