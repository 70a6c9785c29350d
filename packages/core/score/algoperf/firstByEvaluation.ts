import { chargesOf, type Measure } from "../../schema/measures.ts";
import type { TrialResult } from "../trialResult.ts";
import { timeToTarget } from "../workloadTime.ts";

/** A result with the number of the evaluation that met the target, from 0; null where none did. */
export interface EvaluatedResult extends TrialResult {
  readonly evaluation: number | null;
}

const unreached = chargesOf({});

/**
 * AlgoPerf's choice of a study's winner: the trial that reaches the target at the smallest *evaluation index*, whatever its time;
 * of equals the faster. The others are returned as not reached. Changes one published score of v0.5: LAWA EMA has 0.3384, by
 * time it would have 0.3434. (Of equals AlgoPerf's code takes the folder that its machine lists first; the faster one gives
 * every published score.)
 */
export function firstByEvaluation(results: readonly EvaluatedResult[], measure: Measure): EvaluatedResult[] {
  const winners = new Map<string, EvaluatedResult>();
  const studyOf = ({ submission, workload, study }: EvaluatedResult) =>
    JSON.stringify([submission, workload, study]);
  for (const result of results) {
    if (result.evaluation === null) continue;
    const best = winners.get(studyOf(result));
    const later = result.evaluation - (best?.evaluation ?? Number.POSITIVE_INFINITY);
    const isFaster = best === undefined || timeToTarget(result, measure) < timeToTarget(best, measure);
    if (later < 0 || (later === 0 && isFaster)) winners.set(studyOf(result), result);
  }
  return results.map((result) =>
    winners.get(studyOf(result)) === result ? result : { ...result, times: unreached, evaluation: null },
  );
}
