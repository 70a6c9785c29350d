import { type Metric, meetsTarget } from "@steepest/core/schema/metric.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** Share of a run's time that evaluations may take. */
const evaluationShare = 0.15;

export interface TargetSeconds {
  readonly budgetSeconds: number;
  readonly evaluationPeriodSeconds: number;
  readonly chargedSeconds: number[];
  readonly timeToTargetSeconds: (number | null)[];
  /** Of one evaluation, the median. */
  readonly evaluationSeconds: number;
}

/**
 * Everything of a target that depends on the machine: the budget, 4/3 of the median charged time rounded up to a whole second,
 * and the evaluation period, such that an evaluation takes 15 % of it, rounded up to a tenth.
 */
export function seconds(
  direction: Metric["direction"],
  target: number,
  reruns: readonly TargetRunResult[],
): TargetSeconds {
  const evaluationSeconds = middle(
    reruns.flatMap(({ evaluations }) => evaluations.map((evaluation) => evaluation.evaluationSeconds)),
  );
  const chargedSeconds = reruns.map((result) => result.chargedSeconds);
  return {
    budgetSeconds: Math.ceil((4 / 3) * middle(chargedSeconds)),
    evaluationPeriodSeconds: Math.ceil((10 * evaluationSeconds) / evaluationShare) / 10,
    evaluationSeconds: round(evaluationSeconds),
    chargedSeconds: chargedSeconds.map(round),
    timeToTargetSeconds: reruns.map(({ evaluations }) => {
      const met = evaluations.find(({ value }) => value !== null && meetsTarget(direction, value, target));
      return met === undefined ? null : round(met.chargedSeconds);
    }),
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

/** The median; of an even count the lower of the two in the middle. */
export function middle(values: readonly number[]): number {
  const ordered = values.toSorted((a, b) => a - b);
  const value = ordered[Math.floor((ordered.length - 1) / 2)];
  if (value === undefined) throw new Error("no runs to measure");
  return value;
}
