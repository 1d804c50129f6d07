/**
 * Runs a bundle on Node where it sees the web's globals and no others, as on the edges of Vercel and Fastly: the desk
 * is the first argument, the path of the bundle the second. Started so that text cannot become code.
 *
 * @see {@link https://min-common-api.proposal.wintertc.org/ | Minimum Common Web API}
 */
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { compileFunction } from "node:vm";

const [, , desk, bundle] = argv;
const language =
  `AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date
  Error EvalError FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array JSON
  Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError
  TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt undefined
  unescape`;
const web =
  `AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto
  CryptoKey DOMException DecompressionStream Event EventTarget File FormData Headers ReadableByteStreamController
  ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController
  ReadableStreamDefaultReader Request Response SubtleCrypto TextDecoder TextDecoderStream TextEncoder
  TextEncoderStream WebAssembly TransformStream TransformStreamDefaultController URL URLSearchParams WritableStream
  WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearInterval clearTimeout console crypto fetch
  performance queueMicrotask setInterval setTimeout structuredClone`;

const kept = new Set(`${language} ${web}`.split(/\s+/));
const others = Object.getOwnPropertyNames(globalThis).filter((name) => !kept.has(name));
const hidden = new Set(["globalThis", "self", "global", "require", "module", "exports", ...others]);

// Node's own `fetch` needs Node's globals, so they are not deleted but kept out of the bundle's sight.
const realm = Object.fromEntries([...kept].map((name) => [name, globalThis[name]]));
const text = `"use strict";${await readFile(bundle, "utf8")}`;
const run = compileFunction(text, [...hidden]);
run.call(undefined, realm, realm);
console.log(JSON.stringify(await realm.proveAll(JSON.parse(desk))));
