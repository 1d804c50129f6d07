/**
 * Plays the rows with one program, in a process of its own, for some packages take the global `fetch`; prints what came
 * of each as JSON: `deno run -A scripts/compare/column.ts openai`.
 */
import { createEmulator } from "../../src/testing/mod.ts";
import type { CreateContender } from "./contender.ts";
import { playRow, rows } from "./rows.ts";

const [file = ""] = Deno.args;
const { createContender }: { createContender: CreateContender } = await import(`./${file}.ts`);

// What a package says on the console belongs to no column.
for (const method of ["log", "warn", "error", "info", "debug"] as const) console[method] = () => {};

const install = (fetch: typeof globalThis.fetch) => void (globalThis.fetch = fetch);
const { serviceAccountKey: key, fetch } = await createEmulator();
const cells: string[] = [];
for (const row of rows) cells.push(await playRow(row, createContender, { key, install }));
const { extras } = await createContender({ key, fetch });
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify({ cells, extras })));
Deno.exit();
