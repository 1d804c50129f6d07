/** What several tests need: an emulator that costs little, and a look at what an error gives away. */
import { isVertexError, type VertexError } from "../mod.ts";
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type ServiceAccountKey,
} from "../src/testing/mod.ts";

let key: ServiceAccountKey | undefined;

/** Makes an emulator. All of a run share one key, for making one takes long. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await createEmulator({ serviceAccountKey: key, ...options });
  key ??= emulator.serviceAccountKey;
  return emulator;
}

/** A good key file. */
export async function goodKey(): Promise<ServiceAccountKey> {
  return key ?? (await startEmulator()).serviceAccountKey;
}

/** What the work throws or rejects with; it must be of the library's family. */
export async function failureOf(work: () => unknown): Promise<VertexError> {
  const thrown = await thrownBy(work);
  if (isVertexError(thrown)) return thrown;
  throw new Error(`not of the family: ${String(thrown)}`, { cause: thrown });
}

/** What the work throws or rejects with. */
export async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (thrown) {
    return thrown;
  }
  throw new Error("nothing was thrown");
}

/** All that can be read of an error: its text, its properties, and the same of its causes. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)} ${JSON.stringify(error)}`;
  const own = Object.getOwnPropertyNames(error)
    .map((name) => Object.getOwnPropertyDescriptor(error, name)?.value)
    .filter((value) => !(value instanceof Error))
    .map((value) => `${String(value)} ${JSON.stringify(value)}`);
  const cause = error.cause === undefined ? "" : everythingIn(error.cause);
  return [String(error), JSON.stringify(error), ...own, cause].join("\n");
}

/** The pieces of a secret that an error gives away. */
export function leaksOf(error: unknown, secret: string): string[] {
  const said = everythingIn(error);
  // The seams of a PEM block are no secret, nor is the name of a field or of a type.
  const pieces = secret.replace(/-----[A-Z ]+-----/g, " ").match(/[^\s"'\\]{12}/g) ?? [];
  return pieces.filter((piece) => !/^[a-z_]+$/.test(piece) && said.includes(piece));
}

/** A promise that settles when it is told to, for what must happen in the middle of a wait. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Lets what is ready run, and timers that are due. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Makes a signal that knows how many listen to it. */
export function createCountedSignal(): {
  readonly signal: AbortSignal;
  readonly count: () => number;
} {
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  Object.assign(signal, {
    addEventListener: (_: string, listener: unknown) => listeners.add(listener),
    removeEventListener: (_: string, listener: unknown) => listeners.delete(listener),
  });
  return { signal, count: () => listeners.size };
}
