import type { Demand } from "./demand.ts";
import { quirkEffects, quirks } from "./quirks.ts";
import type { ErrorForm, Quirk } from "./quirks.ts";
import type { RawAnswer } from "./raw_answer.ts";
import { vertexStyle } from "./style.ts";
import type { Style } from "./style.ts";

/** Several quirks as one effect. */
export interface QuirkMix {
  /** What the answer must contain. */
  readonly demand: Demand;
  /** How it is written. */
  readonly style: Style;
  /** An error in its place. */
  readonly error: ErrorForm | undefined;
  /** Changes the chunks of a stream. */
  readonly chunks: (chunks: readonly RawAnswer[]) => readonly RawAnswer[];
  /** Changes a plain answer. */
  readonly plain: (plain: RawAnswer) => RawAnswer;
}

/**
 * Says why quirks cannot be played together.
 *
 * @example Leave impossible mixtures out of a property test
 * ```ts
 * import { quirkConflict } from "@vertex-edge/client/testing";
 * import { assert } from "chai";
 *
 * assert.isUndefined(quirkConflict(["tool-index-flip", "usage-separate"]));
 * assert.isString(quirkConflict(["tool-index-flip", "tool-index-gap"]));
 * ```
 *
 * @param names Quirks to mix, in any order.
 * @returns The reason, naming the two quirks in conflict, or undefined when the mixture can be played.
 */
export function quirkConflict(names: readonly Quirk[]): string | undefined {
  for (const [position, first] of names.entries()) {
    for (const second of names.slice(position + 1)) {
      if (first === second) continue;
      const knob = conflictOf(first, second);
      if (knob !== undefined) return `Cannot play "${first}" with "${second}": both decide ${knob}`;
    }
  }
  return undefined;
}

/** Mixes quirks in the order of the list, whatever order they are named in. */
export function mixQuirks(names: readonly Quirk[], base: Partial<Style>): QuirkMix {
  const unknown = names.find((name) => !quirks.includes(name));
  if (unknown !== undefined) throw new TypeError(`Cannot play quirk: "${unknown}" is unknown`);
  const conflict = quirkConflict(names);
  if (conflict !== undefined) throw new TypeError(conflict);

  const effects = quirks.filter((name) => names.includes(name)).map((name) => quirkEffects[name]);
  const calls = Math.max(...effects.map((effect) => effect.demand?.calls ?? 0), 0);
  const demand: Demand = Object.assign({}, ...effects.map((effect) => effect.demand));
  return {
    demand: calls > 0 ? { ...demand, calls } : demand,
    style: Object.assign({}, vertexStyle, base, ...effects.map((effect) => effect.style)),
    error: effects.find((effect) => effect.error !== undefined)?.error,
    chunks: (chunks) => {
      let changed = chunks;
      for (const effect of effects) changed = effect.chunks?.(changed) ?? changed;
      return changed;
    },
    plain: (plain) => {
      let changed = plain;
      for (const effect of effects) changed = effect.plain?.(changed) ?? changed;
      return changed;
    },
  };
}

function conflictOf(first: Quirk, second: Quirk): string | undefined {
  const one = quirkEffects[first];
  const other = quirkEffects[second];
  if (one.excludes?.includes(second) || other.excludes?.includes(first)) {
    return "how calls are told apart";
  }
  // An error in place of the answer leaves no answer to be odd.
  if (one.error !== undefined || other.error !== undefined) return "whether there is an answer";
  return sharedKnob({ ...one.demand, calls: undefined }, { ...other.demand, calls: undefined }) ??
    sharedKnob({ ...one.style }, { ...other.style });
}

/** A field that both set, to different values. */
function sharedKnob(
  one: Record<string, unknown>,
  other: Record<string, unknown>,
): string | undefined {
  return Object.keys(one).find((key) =>
    one[key] !== undefined && other[key] !== undefined && one[key] !== other[key]
  );
}
