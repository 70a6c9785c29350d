import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import type { Interval } from "./bootstrap.ts";

/** What two submissions did with the same seed of the same workload: times to target, ∞ where one did not reach it. */
export interface Pair {
  readonly one: number;
  readonly other: number;
}

/** How a submission stands to another over the seeds that both were run with. */
export interface PairedComparison {
  readonly pairs: number;
  /** Pairs in which `one` was faster, or slower; the rest are ties (both missed the target, say). */
  readonly faster: number;
  readonly slower: number;
  /** Geometric mean of time of `other` ÷ time of `one` over pairs that both reached: above 1, `one` is faster. Null where there are none. */
  readonly ratio: number | null;
  /** 95 % percentile bootstrap of it over pairs; null where there are fewer than two. */
  readonly ratioInterval: Interval | null;
  /** Two-sided sign test (Dixon & Mood 1946): how often as uneven a count of faster and slower comes of equal ones. */
  readonly pValue: number;
}

const resamples = 2000;

/** Compares two submissions seed by seed, so that what a seed makes easy or hard for both does not count. */
export function pairedComparison(pairs: readonly Pair[]): PairedComparison {
  const faster = pairs.filter(({ one, other }) => one < other).length;
  const slower = pairs.filter(({ one, other }) => one > other).length;
  const logs = pairs
    .filter(({ one, other }) => Number.isFinite(one) && Number.isFinite(other) && one > 0 && other > 0)
    .map(({ one, other }) => Math.log(other / one));
  return {
    pairs: pairs.length,
    faster,
    slower,
    ratio: logs.length === 0 ? null : Math.exp(mean(logs)),
    ratioInterval: logs.length < 2 ? null : interval(logs),
    pValue: signTest(faster, slower),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function interval(logs: readonly number[]): Interval {
  const draws = uniform(keyFromSeed(1), resamples * logs.length);
  const means = Array.from({ length: resamples }, (_, at) =>
    mean(
      logs.map((_, i) => logs[Math.floor((draws[at * logs.length + i] as number) * logs.length)] as number),
    ),
  ).sort((a, b) => a - b);
  const at = (share: number) => means[Math.round(share * (resamples - 1))] as number;
  return [Math.exp(at(0.025)), Math.exp(at(0.975))];
}

/** Twice the chance of at most min(a, b) heads in a + b throws of a fair coin, 1 at most. */
function signTest(a: number, b: number): number {
  const n = a + b;
  let [chance, sum] = [2 ** -n, 0];
  for (let heads = 0; heads <= Math.min(a, b); heads++) {
    sum += chance;
    chance *= (n - heads) / (heads + 1);
  }
  return Math.min(1, 2 * sum);
}
