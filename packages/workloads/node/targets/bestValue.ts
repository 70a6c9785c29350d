import type { Metric } from "@steepest/core/schema/metric.ts";
import type { TargetRunResult } from "./targetRun.ts";

/**
 * The share of a run within which it must reach its target. What a run meets only where its learning rate has gone to 0 is luck of the seed and of the
 * last evaluation, and a machine a little slower than the one that set the target would not get there within the budget.
 */
const targetTenths = 7;

/** The last step of a run that counts: seven tenths of its steps, rounded as evaluations are. */
export const lastCountedStep = (steps: number): number => Math.round((steps * targetTenths) / 10);

/** The better of two metric values; null is worse than any. */
export function better(direction: Metric["direction"], a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return direction === "min" ? Math.min(a, b) : Math.max(a, b);
}

/** The best of some metric values, or null where none was finite. */
export const bestOf = (direction: Metric["direction"], values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((best, value) => better(direction, best, value), null);

/** The best validation value of a run up to a step, or null where none was finite. */
export const bestValueBy = (
  direction: Metric["direction"],
  { evaluations }: Pick<TargetRunResult, "evaluations">,
  step: number,
): number | null =>
  bestOf(
    direction,
    evaluations.filter((evaluation) => evaluation.step <= step).map(({ value }) => value),
  );

/** The best validation value of a run among those that count. */
export const bestValue = (direction: Metric["direction"], result: TargetRunResult): number | null =>
  bestValueBy(direction, result, lastCountedStep(result.run.steps));
