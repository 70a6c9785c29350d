import type { Measure } from "../schema/measures.ts";
import type { TrialResult } from "./trialResult.ts";

/** A trial's time-to-target under a measure; ∞ where it did not reach the target. Inside scoring ∞ is a value. */
export const timeToTarget = (result: Pick<TrialResult, "times">, measure: Measure): number =>
  result.times[measure] ?? Number.POSITIVE_INFINITY;

/** The JSON border: JSON has no ∞, there it is null. */
export const timeOrNull = (time: number): number | null => (Number.isFinite(time) ? time : null);
