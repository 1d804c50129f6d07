/** For pages and for realms without a way to pass arguments: the work becomes a global function. */
import { proveAll } from "./capabilities.ts";

Object.assign(globalThis, { proveAll });
