import { middle } from "./seconds.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** Charged seconds of a step: the median over the stretches between a run's evaluations, so that neither preparing for the first step nor a hiccup of the machine counts. */
export function secondsPerStep({ evaluations, run }: TargetRunResult): number {
  const stretches = evaluations.slice(1).flatMap(({ step, chargedSeconds }, at) => {
    const before = evaluations[at] as Evaluation;
    return step > before.step ? [(chargedSeconds - before.chargedSeconds) / (step - before.step)] : [];
  });
  if (stretches.length === 0) {
    throw new Error(`a run of ${run.algorithm} on ${run.workload} has no two evaluations`);
  }
  return middle(stretches);
}

/**
 * Runs as they would have been at the speed of `measured`, a short run alone on the machine: each step takes as long as one of its steps, each evaluation
 * as long as its usual one. What was reached after how many steps stays, as it depends on no machine.
 */
export function atSpeed(reruns: readonly TargetRunResult[], measured: TargetRunResult): TargetRunResult[] {
  const speed = secondsPerStep(measured);
  const [first, ...others] = measured.evaluations as [Evaluation, ...Evaluation[]];
  // The first one warms up.
  const evaluationSeconds = middle(others.map((evaluation) => evaluation.evaluationSeconds));
  const chargedBy = (step: number) => first.chargedSeconds + (step - first.step) * speed;
  return reruns.map((result) => ({
    ...result,
    chargedSeconds: chargedBy(result.evaluations.at(-1)?.step ?? result.run.steps),
    evaluations: result.evaluations.map(({ step, value }) => ({
      step,
      value,
      chargedSeconds: chargedBy(step),
      evaluationSeconds,
    })),
  }));
}

type Evaluation = TargetRunResult["evaluations"][number];
