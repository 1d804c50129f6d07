/** One way to do a piece of work. */
export interface Contender {
  readonly name: string;
  /** Does the work once, and throws if the result is wrong. */
  readonly run: () => Promise<void>;
}

/** What a race showed of one contender, as ratios to the first one in the same round. */
export interface Figure {
  readonly name: string;
  /** Median of the times, in milliseconds. */
  readonly medianMs: number;
  /** Median of the ratios. */
  readonly ratio: number;
  /** The middle half of the ratios lies between these. */
  readonly spread: readonly [number, number];
}

/**
 * Lets contenders do the same work in turn, round after round, so that whatever else the machine does hits all alike.
 *
 * @param contenders The first one is what the others are compared with.
 * @param rounds How often; two more come first and are not counted.
 */
export async function race(contenders: readonly Contender[], rounds = 15): Promise<Figure[]> {
  const times = contenders.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    for (const offset of contenders.keys()) {
      // Whoever comes first in a round must not always be the same.
      const index = (offset + Math.max(0, round)) % contenders.length;
      const startedAtMs = performance.now();
      await contenders[index]?.run();
      if (round >= 0) times[index]?.push(performance.now() - startedAtMs);
    }
  }
  return figuresOf(contenders.map(({ name }) => name), times);
}

/**
 * Makes figures of times.
 *
 * @param names Those of the contenders.
 * @param times Theirs, round by round, in milliseconds.
 */
export function figuresOf(
  names: readonly string[],
  times: readonly (readonly number[])[],
): Figure[] {
  const base = times[0] ?? [];
  return names.map((name, index) => {
    const own = times[index] ?? [];
    const ratios = own.map((time, round) => time / (base[round] ?? NaN));
    return {
      name,
      medianMs: quantile(own, 0.5),
      ratio: quantile(ratios, 0.5),
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    };
  });
}

/** The value below which that share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}
