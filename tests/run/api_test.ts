import { entryParts, readDoc } from "../../scripts/api.ts";
import { assert, test } from "../harness.ts";

const source = `/**
 * What the module is for.
 *
 * More.
 * @module
 */

/** Adds {@linkcode Options} up. */
export function add(a: string): string;
export function add(a: number, options?: Options): number;
export function add(a: unknown, _options: Options = {}): unknown { return a; }
/** Has many parameters. */
export function far(
  location: string, credentials: string, endpoint: string, options: Options = {}, ...rest: number[]
): Promise<void> { void [location, credentials, endpoint, options, rest]; return Promise.resolve(); }
/** Guards. */
export function isText(value: unknown): value is string { return typeof value === "string"; }
/** A class. */
export class Box<T extends string = "a"> extends Error {
  override readonly name = "Box";
  #hidden = 1;
  private alsoHidden = 2;
  constructor(readonly value: T) { super(); void [this.#hidden, this.alsoHidden]; }
  get size(): number { return 1; }
  static of<T extends string>(value: T): Box<T> { return new Box(value); }
}
/** Options. */
export interface Options extends Record<string, unknown> {
  readonly fetch?: ((url: string) => Promise<Response>) | undefined;
  readonly [name: string]: unknown;
  "a-b"?: readonly (string | number)[];
  each(): AsyncIterable<[string, ...number[]]>;
}
/** A type. */
export type Code = "invalid_config" | "invalid_request" | "auth_failed" | "permission_denied" | \`x\${string}\`;
/** Keys. */
export type Keys<T> = { readonly [K in keyof T]?: T[K] extends infer V extends string ? V : never };
/** Number. */
export const limit = 3;
`;

const expected = `## \`entry\`
What the module is for.
### \`add\`
\`\`\`ts
function add(a: string): string;
function add(a: number, options?: Options): number;
\`\`\`
Adds \`Options\` up.
### \`far\`
\`\`\`ts
function far(
  location: string,
  credentials: string,
  endpoint: string,
  options?: Options,
  ...rest: number[]
): Promise<void>;
\`\`\`
Has many parameters.
### \`isText\`
\`\`\`ts
function isText(value: unknown): value is string;
\`\`\`
Guards.
### \`Box\`
\`\`\`ts
class Box<T extends string = "a"> extends Error {
  constructor(value: T);
  readonly name: string;
  get size(): number;
  static of<T extends string>(value: T): Box<T>;
}
\`\`\`
A class.
### \`limit\`
\`\`\`ts
const limit: 3;
\`\`\`
Number.
### \`Options\`
\`\`\`ts
interface Options extends Record<string, unknown> {
  readonly [name: string]: unknown;
  readonly fetch?: ((url: string) => Promise<Response>) | undefined;
  "a-b"?: readonly (string | number)[];
  each(): AsyncIterable<[string, ...number[]]>;
}
\`\`\`
Options.
### \`Code\`
\`\`\`ts
type Code =
  | "invalid_config"
  | "invalid_request"
  | "auth_failed"
  | "permission_denied"
  | \`x\${string}\`;
\`\`\`
A type.
### \`Keys\`
\`\`\`ts
type Keys<T> = { readonly [K in keyof T]?: T[K] extends infer V extends string ? V : never };
\`\`\`
Keys.`;

test("entryParts() prints every kind of export with its signature", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = new URL(`file://${folder}/entry.ts`);
    await Deno.writeTextFile(file, source);
    assert.equal(entryParts("entry", await readDoc(file)).join("\n"), expected);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
