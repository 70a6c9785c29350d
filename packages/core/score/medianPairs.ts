import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { median } from "./median.ts";
import { medianDistribution } from "./medianDistribution.ts";

/** What the workload times of two submissions can be together when their studies are drawn anew. */
export interface MedianPair {
  readonly one: number;
  readonly other: number;
  readonly probability: number;
}

/** Up to so many ways to draw studies anew all are gone through. */
const mostEnumerated = 5000;
const resamples = 2000;

/**
 * The bootstrap distribution of both medians: exact where studies are independent of each other, and where they are `paired` (study i of both has the same
 * seeds, so both are drawn together) and few; else 2,000 seeded resamples. Nothing where either has no studies.
 */
export function medianPairs(one: readonly number[], other: readonly number[], paired: boolean): MedianPair[] {
  if (one.length === 0 || other.length === 0) return [];
  return paired ? together(one, other) : apart(one, other);
}

function apart(one: readonly number[], other: readonly number[]): MedianPair[] {
  const others = outcomes(other);
  return outcomes(one).flatMap((a) =>
    others.map((b) => ({ one: a.median, other: b.median, probability: a.probability * b.probability })),
  );
}

function outcomes(times: readonly number[]): { median: number; probability: number }[] {
  const sorted = Float64Array.from(times).sort();
  return medianDistribution(sorted.length).map(({ low, high, probability }) => {
    const [a, b] = [sorted[low] as number, sorted[high] as number];
    return { median: a === b ? a : (a + b) / 2, probability };
  });
}

function together(one: readonly number[], other: readonly number[]): MedianPair[] {
  const n = one.length;
  if (other.length !== n) throw new RangeError(`${n} studies paired with ${other.length}`);
  const every = n ** n;
  const isAll = every <= mostEnumerated;
  const count = isAll ? every : resamples;
  const draws = isAll ? null : uniform(keyFromSeed(1), count * n);
  const known = new Map<string, MedianPair>();
  for (let draw = 0; draw < count; draw++) {
    const chosen = Array.from({ length: n }, (_, i) =>
      draws === null ? Math.floor(draw / n ** i) % n : Math.floor((draws[draw * n + i] as number) * n),
    );
    const pair = {
      one: median(chosen.map((i) => one[i] as number)),
      other: median(chosen.map((i) => other[i] as number)),
    };
    const key = `${pair.one} ${pair.other}`;
    known.set(key, { ...pair, probability: (known.get(key)?.probability ?? 0) + 1 / count });
  }
  return [...known.values()];
}
