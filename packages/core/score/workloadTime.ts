import type { Measure } from "../schema/measures.ts";
import { median } from "./median.ts";
import type { TrialResult } from "./trialResult.ts";

/** A trial's time-to-target under a measure; ∞ where it did not reach the target. Inside scoring ∞ is a value. */
export const timeToTarget = (result: Pick<TrialResult, "times">, measure: Measure): number =>
  result.times[measure] ?? Number.POSITIVE_INFINITY;

/** The JSON border: JSON has no ∞, there it is null. */
export const timeOrNull = (time: number): number | null => (Number.isFinite(time) ? time : null);

/** A study's time: that of its fastest trial; ∞ where none reached the target. Under `self` there is one trial. */
export const studyTime = (trialTimes: Iterable<number>): number => {
  let fastest = Number.POSITIVE_INFINITY;
  for (const time of trialTimes) fastest = Math.min(fastest, time);
  return fastest;
};

/**
 * A workload's time from the trial times of its studies: the median over studies of the fastest trial of each;
 * under `self` a study has one trial. An empty study counts as not reached.
 */
export const workloadTime = (studies: readonly (readonly number[])[]): number =>
  median(studies.map(studyTime));
