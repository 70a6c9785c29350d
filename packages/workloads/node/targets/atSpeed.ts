import { middle } from "./seconds.ts";
import type { TargetRunResult } from "./targetRun.ts";

/** Charged seconds of a step: what lies between a run's first and its last evaluation, so that preparing for the first step does not count. */
export function secondsPerStep({ evaluations, run }: TargetRunResult): number {
  const [first, last] = [evaluations[0], evaluations.at(-1)];
  if (first === undefined || last === undefined || last.step <= first.step) {
    throw new Error(`a run of ${run.algorithm} on ${run.workload} has no two evaluations`);
  }
  return (last.chargedSeconds - first.chargedSeconds) / (last.step - first.step);
}

/**
 * Runs as they would have been at the speed of `measured`, a short run alone on the machine: their seconds times the ratio of the two runs' seconds per
 * step, those of evaluations times that of their evaluations (which a busy machine slows down otherwise than steps). What was reached after how many
 * steps stays, as it depends on no machine.
 */
export function atSpeed(reruns: readonly TargetRunResult[], measured: TargetRunResult): TargetRunResult[] {
  const speed = secondsPerStep(measured);
  // The first one warms up.
  const evaluationSpeed = (measured.evaluations.at(-1) as Evaluation).evaluationSeconds;
  return reruns.map((result) => {
    const scale = speed / secondsPerStep(result);
    const usual = middle(result.evaluations.map(({ evaluationSeconds }) => evaluationSeconds));
    const evaluationScale = evaluationSpeed / usual;
    return {
      ...result,
      chargedSeconds: scale * result.chargedSeconds,
      evaluations: result.evaluations.map((evaluation) => ({
        ...evaluation,
        chargedSeconds: scale * evaluation.chargedSeconds,
        evaluationSeconds: evaluationScale * evaluation.evaluationSeconds,
      })),
    };
  });
}

type Evaluation = TargetRunResult["evaluations"][number];
