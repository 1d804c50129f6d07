/** Tries everything in a process of Bun's: the desk is the first argument, the findings are what it prints. */
import { proveAll } from "./capabilities.ts";

// Bun's types are not installed.
const { process } = globalThis as unknown as { readonly process: { readonly argv: string[] } };
console.log(JSON.stringify(await proveAll(JSON.parse(process.argv[2] ?? ""))));
