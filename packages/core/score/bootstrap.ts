import { deriveKey, keyFromSeed } from "../random/key.ts";
import { orderStatistic } from "./orderStatistic.ts";
import { ranks } from "./ranks.ts";
import { resampleTable, resampleTimes } from "./resampleTimes.ts";
import { type ScoreRules, scoreTimes } from "./scoreTimes.ts";
import type { StudyTimes } from "./studyTimes.ts";
import type { WorkloadGroup } from "./workloadGroups.ts";

export type Interval = readonly [low: number, high: number];

/** 95 % intervals by submission; null where a submission has one study only, so that nothing can be resampled. */
export interface BoardIntervals {
  readonly score: readonly (Interval | null)[];
  readonly rank: readonly (Interval | null)[];
}

/** About 10 resamples lie outside a 95 % interval on either side; scoring 1,000 submissions stays below 0.2 s. */
export const defaultResamples = 400;
const tail = 0.025;

/**
 * Percentile bootstrap over studies: in each resample the studies of every workload of *every* submission are drawn anew with
 * replacement, so that the fastest times, and with them everybody's score and rank, vary together. The interval goes
 * from the 2.5 % to the 97.5 % resample, rounded outwards, and is widened to hold the observed value where resampling is biased
 * away from it (the front-runner of every workload can only lose).
 */
export function bootstrap(
  studies: StudyTimes,
  groups: readonly WorkloadGroup[],
  rules: ScoreRules,
  observed: { readonly scores: Float64Array; readonly ranks: Int32Array },
  options: { readonly resamples: number; readonly seed: number },
): BoardIntervals {
  const { resamples } = options;
  const count = studies.submissions.length;
  const resampled = hasSeveralStudies(studies);
  if (resamples < 1 || !resampled.includes(true))
    return { score: resampled.map(() => null), rank: resampled.map(() => null) };
  const table = resampleTable(studies);
  const key = deriveKey(keyFromSeed(options.seed), "bootstrap");
  const times = new Float64Array(studies.counts.length);
  const scores = new Float64Array(count);
  const rank = new Int32Array(count);
  const sorted = new Float64Array(count);
  // Submission-major, so that each submission's resamples lie together.
  const allScores = new Float64Array(count * resamples);
  const allRanks = new Int32Array(count * resamples);
  for (let b = 0; b < resamples; b++) {
    resampleTimes(table, deriveKey(key, b), times);
    scoreTimes(times, groups, rules, scores);
    ranks(scores, rank, sorted);
    for (let s = 0; s < count; s++) {
      allScores[s * resamples + b] = scores[s] as number;
      allRanks[s * resamples + b] = rank[s] as number;
    }
  }
  const intervals = (values: Float64Array | Int32Array, points: Float64Array | Int32Array) =>
    resampled.map((several, s) =>
      several ? percentileInterval(values, s * resamples, resamples, points[s] as number) : null,
    );
  return { score: intervals(allScores, observed.scores), rank: intervals(allRanks, observed.ranks) };
}

function percentileInterval(
  values: Float64Array | Int32Array,
  start: number,
  length: number,
  observed: number,
): Interval {
  const low = orderStatistic(values, start, start + length, Math.floor(tail * (length - 1)));
  const high = orderStatistic(values, start, start + length, Math.ceil((1 - tail) * (length - 1)));
  return [Math.min(low, observed), Math.max(high, observed)];
}

function hasSeveralStudies({ submissions, counts }: StudyTimes): boolean[] {
  const several = submissions.map(() => false);
  counts.forEach((count, cell) => {
    if (count > 1) several[cell % submissions.length] = true;
  });
  return several;
}
