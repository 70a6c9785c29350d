import type { Metric } from "@steepest/core/schema/metric.ts";
import type { TargetRunResult } from "./targetRun.ts";

/**
 * The share of a run within which it must reach its target. A target that the run meets only at its very last step would be
 * missed by every run with a little less luck, since the learning rate is 0 from there on.
 */
export const targetShare = 0.9;

/** The better of two metric values; null is worse than any. */
export function better(direction: Metric["direction"], a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return direction === "min" ? Math.min(a, b) : Math.max(a, b);
}

/** The best validation value in the first `targetShare` of a run, or null where none was finite. */
export const bestValue = (direction: Metric["direction"], result: TargetRunResult): number | null =>
  result.evaluations
    .filter(({ step }) => step <= targetShare * result.run.steps)
    .reduce<number | null>((best, { value }) => better(direction, best, value), null);
