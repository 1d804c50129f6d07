/**
 * `deno task layers`: a file imports only from the rooms, and the packages, of its own room's row,
 * and no import goes in a circle. Type-only imports count.
 */
import { type Imports, readImports } from "./modules.ts";

/** One row of the table. */
interface Room {
  readonly name: string;
  /** The room's files: a path, or a folder that ends with a slash. */
  readonly files: readonly string[];
  readonly mayImport: readonly string[];
  readonly packages: readonly string[];
}

const below = ["chat", "dialect", "auth", "transport", "schema", "sse", "retry", "errors"];

/** From the top floor down. */
export const rooms: readonly Room[] = [
  {
    name: "hono",
    files: ["src/hono/"],
    mayImport: ["vertex", "chat", "dialect", "sse", "errors"],
    packages: ["hono", "valibot"],
  },
  { name: "playground", files: ["src/playground/"], mayImport: [], packages: [] },
  {
    name: "gemini",
    files: ["src/gemini/"],
    mayImport: ["vertex", "schema", "sse", "errors"],
    packages: ["valibot"],
  },
  {
    name: "tools",
    files: ["src/tools/"],
    mayImport: ["chat", "schema", "errors"],
    packages: ["valibot"],
  },
  {
    name: "mod",
    files: ["mod.ts"],
    mayImport: ["vertex", "chat", "dialect", "errors"],
    packages: [],
  },
  {
    name: "vertex",
    files: ["src/vertex.ts", "src/vertex/", "src/hooks.ts", "src/diagnose.ts"],
    mayImport: below,
    packages: ["valibot"],
  },
  {
    name: "chat",
    files: ["src/chat/"],
    mayImport: ["dialect", "sse", "errors"],
    packages: ["valibot"],
  },
  { name: "dialect", files: ["src/dialect/"], mayImport: ["errors"], packages: ["valibot"] },
  {
    name: "auth",
    files: ["src/auth/"],
    mayImport: ["retry", "errors"],
    packages: ["jose", "valibot"],
  },
  {
    name: "transport",
    files: ["src/transport/"],
    mayImport: ["retry", "errors"],
    packages: ["valibot"],
  },
  {
    name: "schema",
    files: ["src/schema/"],
    mayImport: ["errors"],
    packages: ["valibot", "@valibot/to-json-schema"],
  },
  { name: "sse", files: ["src/sse/"], mayImport: ["errors"], packages: [] },
  {
    name: "retry",
    files: ["src/retry.ts", "src/retry/"],
    mayImport: ["errors"],
    packages: [],
  },
  {
    name: "errors",
    files: ["src/errors.ts", "src/errors/"],
    mayImport: [],
    packages: ["valibot"],
  },
  {
    name: "testing",
    files: ["src/testing/"],
    mayImport: [],
    packages: ["hono", "jose", "valibot"],
  },
];

if (import.meta.main) {
  const problems = layerProblems(await readImports());
  for (const problem of problems) console.error(problem);
  Deno.exit(problems.length > 0 ? 1 : 0);
}

/** Every import that the table forbids, and every circle, as one line each. */
export function layerProblems(imports: Imports): string[] {
  const problems: string[] = [];
  for (const [file, targets] of imports) {
    const room = roomOf(file);
    if (room === undefined) {
      problems.push(`${file} is in no room: add it to a folder or to the table in layers.ts`);
      continue;
    }
    for (const target of targets) {
      const problem = importProblem(room, target);
      if (problem !== undefined) problems.push(`${file} imports ${target}: ${problem}`);
    }
  }
  const circle = findCircle(imports);
  if (circle !== undefined) problems.push(`Files import in a circle: ${circle.join(" -> ")}`);
  return problems;
}

function importProblem(room: Room, target: string): string | undefined {
  if (target.startsWith("npm:")) {
    if (room.packages.includes(target.slice(4))) return undefined;
    return `room ${room.name} may use ${listed(room.packages)}`;
  }
  const other = roomOf(target);
  if (other === undefined) return "it is neither a room of the library nor an npm package";
  if (other === room || room.mayImport.includes(other.name)) return undefined;
  return `room ${room.name} may import ${listed(room.mayImport)}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : `only ${names.join(", ")}`;
}

function roomOf(file: string): Room | undefined {
  return rooms.find((room) =>
    room.files.some((own) => own.endsWith("/") ? file.startsWith(own) : file === own)
  );
}

/** The first circle found, its first file repeated at the end. */
function findCircle(imports: Imports): string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    const seenAt = path.indexOf(file);
    if (seenAt !== -1) return [...path.slice(seenAt), file];
    if (finished.has(file)) return undefined;
    path.push(file);
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target);
      if (circle !== undefined) return circle;
    }
    path.pop();
    finished.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
