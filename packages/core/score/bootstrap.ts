import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { ranks } from "./ranks.ts";
import { resampleTable, resampleTimes } from "./resampleTimes.ts";
import { type ScoreRules, scoreTimes } from "./scoreTimes.ts";
import type { StudyTimes } from "./studyTimes.ts";
import { createTails, keepInTails, type Tails } from "./tails.ts";
import type { WorkloadGroup } from "./workloadGroups.ts";

export type Interval = readonly [low: number, high: number];

/** 95 % intervals by ranked submission; null where it has one study only, so that nothing can be resampled. */
export interface BoardIntervals {
  readonly score: readonly (Interval | null)[];
  readonly rank: readonly (Interval | null)[];
  /** Of those that were to be compared, how often the one of the row scores higher than the one of the column; equal scores count half. Null without. */
  readonly beats: readonly (readonly number[])[] | null;
}

/** About 10 resamples lie outside a 95 % interval on either side; scoring 1,000 submissions stays below 0.2 s. */
export const defaultResamples = 400;
const tail = 0.025;

/**
 * Percentile bootstrap over studies: in each resample the studies of every workload of *every* submission are drawn anew with
 * replacement, so that the fastest times, and with them everybody's score and rank, vary together. The interval goes
 * from the 2.5 % to the 97.5 % resample, rounded outwards, and is widened to hold the observed value where resampling is biased
 * away from it (the front-runner of every workload can only lose).
 *
 * `places` are the submissions that are ranked; the others are resampled for the fastest times alone. `compared` are places that are compared two by two.
 */
export function bootstrap(
  studies: StudyTimes,
  groups: readonly WorkloadGroup[],
  rules: ScoreRules,
  observed: { readonly scores: Float64Array; readonly places: Int32Array; readonly ranks: Int32Array },
  options: { readonly resamples: number; readonly seed: number; readonly compared: readonly number[] },
): BoardIntervals {
  const { resamples, compared } = options;
  const { places } = observed;
  const several = hasSeveralStudies(studies);
  const resampled = Array.from(places, (s) => several[s] as boolean);
  if (resamples < 1 || !resampled.includes(true))
    return { score: resampled.map(() => null), rank: resampled.map(() => null), beats: null };
  const table = resampleTable(studies);
  const key = deriveKey(keyFromSeed(options.seed), "bootstrap");
  const times = new Float64Array(studies.counts.length);
  const scores = new Float64Array(studies.submissions.length);
  const ranked = new Float64Array(places.length);
  const rank = new Int32Array(places.length);
  const sorted = new Float64Array(places.length);
  // Of each list of resamples only its ends are kept: a board of 10,000 would need 50 MB for the whole.
  const kept = 1 + Math.max(lowest(resamples), resamples - 1 - highest(resamples));
  const scoreTails = createTails(places.length, kept);
  const rankTails = createTails(places.length, kept);
  const beats = compared.map(() => compared.map(() => 0));
  for (let b = 0; b < resamples; b++) {
    resampleTimes(table, deriveKey(key, b), times);
    scoreTimes(times, groups, rules, scores);
    for (let place = 0; place < places.length; place++) {
      ranked[place] = scores[places[place] as number] as number;
    }
    ranks(ranked, rank, sorted);
    keepInTails(scoreTails, ranked);
    keepInTails(rankTails, rank);
    countWins(beats, compared, ranked, 1 / resamples);
  }
  const intervals = (tails: Tails, points: (place: number) => number) =>
    resampled.map((is, place): Interval | null => {
      if (!is) return null;
      const low = tails.low[place * kept + lowest(resamples)] as number;
      const high = tails.high[place * kept + resamples - 1 - highest(resamples)] as number;
      return [Math.min(low, points(place)), Math.max(high, points(place))];
    });
  return {
    score: intervals(scoreTails, (place) => observed.scores[places[place] as number] as number),
    rank: intervals(rankTails, (place) => observed.ranks[place] as number),
    beats: compared.length === 0 ? null : beats,
  };
}

function countWins(beats: number[][], places: readonly number[], scores: Float64Array, share: number): void {
  places.forEach((place, one) => {
    const row = beats[one] as number[];
    const score = scores[place] as number;
    places.forEach((other, at) => {
      const otherScore = scores[other] as number;
      if (score > otherScore) row[at] = (row[at] as number) + share;
      else if (score === otherScore) row[at] = (row[at] as number) + share / 2;
    });
  });
}

/** Places of the interval's ends among the sorted resamples, from 0: rounded outwards. */
const lowest = (resamples: number): number => Math.floor(tail * (resamples - 1));
const highest = (resamples: number): number => Math.ceil((1 - tail) * (resamples - 1));

function hasSeveralStudies({ submissions, counts }: StudyTimes): boolean[] {
  const several = submissions.map(() => false);
  counts.forEach((count, cell) => {
    if (count > 1) several[cell % submissions.length] = true;
  });
  return several;
}
