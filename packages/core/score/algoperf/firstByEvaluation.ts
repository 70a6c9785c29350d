import type { AlgoperfTrial } from "./algoperfTrial.ts";

/**
 * AlgoPerf's choice of a study's winner: the trial that reaches the target at the smallest *evaluation index*, whatever its time;
 * of equals the first. The others are returned as not reached. Changes one published score: LAWA EMA has 0.3384, by
 * time it would have 0.3434.
 */
export function firstByEvaluation(trials: readonly AlgoperfTrial[]): AlgoperfTrial[] {
  const winners = new Map<string, AlgoperfTrial>();
  const studyOf = ({ submission, workload, study }: AlgoperfTrial) => `${submission}/${workload}/${study}`;
  for (const trial of trials) {
    if (trial.reached === null) continue;
    const best = winners.get(studyOf(trial))?.reached;
    if (!best || trial.reached.evaluation < best.evaluation) winners.set(studyOf(trial), trial);
  }
  return trials.map((trial) => (winners.get(studyOf(trial)) === trial ? trial : { ...trial, reached: null }));
}
