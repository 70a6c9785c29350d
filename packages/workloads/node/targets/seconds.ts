import { type Judgement, meetsTarget } from "@steepest/core/schema/metric.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** Share of a run's time that evaluations may take, where that still makes `fewestEvaluations`. */
const evaluationShare = 0.15;
/** Evaluations in a budget of the external ruleset. Times to target are multiples of the period between them. */
const [fewestEvaluations, mostEvaluations] = [25, 100];

export interface TargetSeconds {
  readonly budgetSeconds: number;
  readonly evaluationPeriodSeconds: number;
  readonly chargedSeconds: number[];
  readonly timeToTargetSeconds: (number | null)[];
  /** Of one evaluation, the median, as if the machine were as fast as the reference. */
  readonly evaluationSeconds: number;
}

/**
 * The times of a target, in the measure of its hardware class: the budget, 4/3 of the median charged time rounded up to a whole second, and the
 * evaluation period.
 */
export function seconds(
  metric: Judgement,
  target: number,
  reruns: readonly TargetRunResult[],
): TargetSeconds {
  // What an evaluation takes is known by the clock alone; how fast that ran, the training beside it tells.
  const evaluationSeconds = middle(
    reruns.flatMap(({ evaluations, chargedSeconds, wallSeconds }) =>
      evaluations.map((evaluation) => (evaluation.evaluationSeconds * chargedSeconds) / wallSeconds),
    ),
  );
  const chargedSeconds = reruns.map((result) => result.chargedSeconds);
  const budgetSeconds = Math.ceil((4 / 3) * middle(chargedSeconds));
  const cheap = (evaluationShare / (1 - evaluationShare)) * (budgetSeconds / evaluationSeconds);
  const evaluations = Math.max(fewestEvaluations, Math.min(mostEvaluations, cheap));
  return {
    budgetSeconds,
    evaluationPeriodSeconds: twoDigitsDown(budgetSeconds / evaluations),
    evaluationSeconds: round(evaluationSeconds),
    chargedSeconds: chargedSeconds.map(round),
    timeToTargetSeconds: reruns.map(({ evaluations: each }) => {
      const met = each.find(({ value }) => value !== null && meetsTarget(metric, value, target));
      return met === undefined ? null : round(met.chargedSeconds);
    }),
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;

/** Rounded down to two digits, so that there are not fewer evaluations for it. */
function twoDigitsDown(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.floor(value / unit + 1e-9) * unit).toPrecision(2));
}

/** The median; of an even count the lower of the two in the middle. */
export function middle(values: readonly number[]): number {
  const ordered = values.toSorted((a, b) => a - b);
  const value = ordered[Math.floor((ordered.length - 1) / 2)];
  if (value === undefined) throw new Error("no runs to measure");
  return value;
}
