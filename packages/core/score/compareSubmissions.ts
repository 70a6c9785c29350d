import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import type { Interval } from "./bootstrap.ts";
import { compareTimes, ratioOf, type TimesCompared, weightedInterval } from "./compareTimes.ts";
import { holm } from "./holm.ts";
import { medianPairs } from "./medianPairs.ts";
import { pairedComparison } from "./pairedComparison.ts";
import { rankSumTest } from "./rankSumTest.ts";
import { tiedGroups } from "./tiedGroups.ts";

/** A study's time to target, ∞ where it was not reached, and what names the seeds that it was run with. */
export interface StudyResult {
  /** Studies of two submissions with the same seeds met the same conditions; null where seeds are not known. */
  readonly seeds: string | null;
  readonly time: number;
}

/** By workload the studies of one of those that are compared. */
export type ComparedStudies = Readonly<Record<string, readonly StudyResult[]>>;

/** How one of them stands to another. */
export interface SubmissionsCompared {
  readonly one: number;
  readonly other: number;
  readonly workloads: Readonly<Record<string, TimesCompared & { readonly paired: boolean }>>;
  /** Geometric mean of time of the other ÷ time of one, over the workloads that both reach: above 1, one is faster. */
  readonly ratio: number | null;
  readonly ratioInterval: Interval | null;
  /** How many workloads the ratio is over. */
  readonly ratioOver: number;
  readonly test: "sign" | "rank-sum";
  /** How often a difference so even over all workloads and studies, in either direction, comes of none. Null where nothing was run. */
  readonly pValue: number | null;
  /** The same for all pairs at once (Holm). */
  readonly adjusted: number | null;
}

export interface Comparison {
  /** Every pair, `one` before `other`. */
  readonly pairs: readonly SubmissionsCompared[];
  /** Which were not told apart at 5 %: see `tiedGroups`. */
  readonly tied: readonly (readonly number[])[];
}

/** Differences above it are none that was shown. */
const level = 0.05;
const resamples = 2000;

/** Compares every one with every other: workload by workload, and over all of them. */
export function compareSubmissions(
  submissions: readonly ComparedStudies[],
  workloads: readonly string[],
): Comparison {
  const pairs = submissions.flatMap((one, a) =>
    submissions
      .slice(a + 1)
      .map((other, at) => ({ one: a, other: a + 1 + at, ...comparePair(one, other, workloads) })),
  );
  return correct(pairs, submissions.length);
}

/**
 * The tests of `compareSubmissions` alone, for submissions none of which share seeds: by submission and workload its study times.
 */
export function testSubmissions(submissions: readonly (readonly (readonly number[])[])[]) {
  const pairs = submissions.flatMap((one, a) =>
    submissions.slice(a + 1).map((other, at) => ({
      one: a,
      other: a + 1 + at,
      pValue: rankSumTest(one.map((times, w) => ({ one: times, other: other[w] ?? [] }))),
    })),
  );
  return correct(pairs, submissions.length);
}

interface Tested {
  readonly one: number;
  readonly other: number;
  readonly pValue: number | null;
}

/** All tests at once, and who is tied by them. */
function correct<Pair extends Tested>(pairs: readonly Pair[], submissions: number) {
  const adjusted = holm(pairs.map(({ pValue }) => pValue));
  const told = new Set(
    pairs.flatMap(({ one, other }, at) => ((adjusted[at] ?? 1) <= level ? [`${one} ${other}`] : [])),
  );
  return {
    pairs: pairs.map((pair, at) => ({ ...pair, adjusted: adjusted[at] ?? null })),
    tied: tiedGroups(submissions, (one, other) => told.has(`${one} ${other}`)),
  };
}

type Pair = Omit<SubmissionsCompared, "one" | "other" | "adjusted">;

function comparePair(one: ComparedStudies, other: ComparedStudies, workloads: readonly string[]): Pair {
  const columns = workloads.map((id) => ({ id, ...align(one[id] ?? [], other[id] ?? []) }));
  const both = columns.flatMap((column) => {
    const compared = compareTimes(column.one, column.other, column.paired);
    return compared.ratio === null ? [] : [{ ...column, ratio: compared.ratio }];
  });
  const allPaired = columns.every(({ paired }) => paired);
  return {
    workloads: Object.fromEntries(
      columns.map(({ id, one, other, paired }) => [id, { ...compareTimes(one, other, paired), paired }]),
    ),
    ratio: both.length === 0 ? null : Math.exp(mean(both.map(({ ratio }) => Math.log(ratio)))),
    ratioInterval: ratioInterval(both),
    ratioOver: both.length,
    test: allPaired ? "sign" : "rank-sum",
    pValue: allPaired
      ? pairedComparison(
          columns.flatMap(({ one, other }) =>
            one.map((time, i) => ({ one: time, other: other[i] as number })),
          ),
        ).pValue
      : rankSumTest(columns),
  };
}

interface Column {
  readonly one: readonly number[];
  readonly other: readonly number[];
  readonly paired: boolean;
}

/** The study times of both, in the order of one's seeds where each study of either has its counterpart. */
function align(one: readonly StudyResult[], other: readonly StudyResult[]): Column {
  const bySeeds = new Map(
    other.flatMap(({ seeds, time }) => (seeds === null ? [] : [[seeds, time] as const])),
  );
  const own = new Set(one.map(({ seeds }) => seeds));
  const paired =
    one.length > 0 &&
    bySeeds.size === other.length &&
    own.size === one.length &&
    one.length === other.length &&
    one.every(({ seeds }) => seeds !== null && bySeeds.has(seeds));
  return {
    paired,
    one: one.map(({ time }) => time),
    other: other.map(({ time }, i) => (paired ? (bySeeds.get(one[i]?.seeds ?? "") ?? time) : time)),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Studies of every workload are drawn anew, each workload by itself. Null where a workload has one study. */
function ratioInterval(columns: readonly (Column & { readonly ratio: number })[]): Interval | null {
  if (columns.length === 0 || columns.some(({ one, other }) => Math.min(one.length, other.length) < 2))
    return null;
  const logs = new Float64Array(resamples);
  columns.forEach(({ one, other, paired }, w) => {
    const pairs = medianPairs(one, other, paired);
    const draws = uniform(deriveKey(keyFromSeed(1), w), resamples);
    for (let b = 0; b < resamples; b++) {
      let left = draws[b] as number;
      const drawn =
        pairs.find(({ probability }) => {
          left -= probability;
          return left < 0;
        }) ?? pairs.at(-1);
      if (drawn === undefined) continue;
      const log = Math.log(ratioOf(drawn.one, drawn.other));
      // Where one workload is lost by the one and another by the other, neither is the faster.
      const sum = (logs[b] as number) + log / columns.length;
      logs[b] = Number.isNaN(sum) ? 0 : sum;
    }
  });
  const items = Array.from(logs, (log) => ({ log, probability: 1 / resamples }));
  const observed = mean(columns.map(({ ratio }) => Math.log(ratio)));
  const [low, high] = weightedInterval(items, ({ log }) => log, observed);
  return [Math.exp(low), Math.exp(high)];
}
