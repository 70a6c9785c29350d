import type { TargetCurves } from "../../targetCurves.ts";
import { evaluationSteps } from "./evaluationSteps.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** Five digits: more than a curve shows. */
const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(5)));

const valuesOf = ({ evaluations }: TargetRunResult) => evaluations.map(({ value }) => rounded(value));

/** The curves of the runs that set a target of runs with `steps` steps. */
export const curvesOf = (
  steps: number,
  search: readonly TargetRunResult[],
  reruns: readonly TargetRunResult[],
): TargetCurves => ({
  steps: evaluationSteps(steps),
  search: search.map((result) => ({
    algorithm: result.run.algorithm,
    hyperparameters: result.run.hyperparameters,
    values: valuesOf(result),
  })),
  reruns: reruns.map((result) => ({ seed: result.run.seed, values: valuesOf(result) })),
});
