import type { Metric } from "@steepest/core/schema/metric.ts";
import { bestValueBy, better } from "./bestValue.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** What a run must have reached by a step in order to go on. */
export interface StoppingBar {
  readonly step: number;
  /** Of the workload's metric on the validation split. */
  readonly value: number;
}

/** Runs that there must be to compare with. */
const fewest = 3;

/**
 * Median stopping (after Golovin et al. 2017, "Google Vizier", §3.2; best values instead of running averages): a search run ends at an evaluation at which its
 * best value so far is worse than the median of those of the earlier runs of its algorithm that were still going at that step. Where these were fewer
 * than three, there is no bar.
 */
export const stoppingBars = (
  direction: Metric["direction"],
  earlier: readonly TargetRunResult[],
  steps: readonly number[],
): StoppingBar[] =>
  steps.flatMap((step) => {
    const values = earlier
      .filter(({ evaluations }) => evaluations.some((each) => each.step === step && each.value !== null))
      .map((result) => bestValueBy(direction, result, step) as number);
    if (values.length < fewest) return [];
    const bestFirst = values.toSorted((a, b) => (direction === "min" ? a - b : b - a));
    // Of an even count the worse of the two in the middle: in doubt a run goes on.
    return [{ step, value: bestFirst[Math.floor(bestFirst.length / 2)] as number }];
  });

/** Whether a run whose best value by `step` is `best` ends there. */
export const isBelow = (
  direction: Metric["direction"],
  bars: readonly StoppingBar[],
  { step, best }: { readonly step: number; readonly best: number | null },
): boolean => {
  const bar = bars.find((each) => each.step === step);
  return bar !== undefined && best !== bar.value && better(direction, best, bar.value) === bar.value;
};
