import type { Measure } from "../schema/measures.ts";
import { type ScoreInput, scoreBoard } from "./scoreBoard.ts";
import { timeToTarget } from "./timeToTarget.ts";
import type { TrialResult } from "./trialResult.ts";

/** A trial by its place in an entry. */
export type TrialPlace = Pick<TrialResult, "submission" | "workload" | "study" | "trial">;

/** Entries from this rank on set nothing that a visitor looks at first. */
export const auditedRanks = 10;

/**
 * The trials that set a board: those whose times are the study times at or below the median (a forged one there moves the workload's time) of entries
 * among the first ten ranks, and of the fastest entry of each workload, which gives others their caps and credit.
 */
export function rankSettingTrials(
  input: Pick<ScoreInput, "workloads" | "rMax" | "submissions" | "results"> & {
    readonly studies: number;
    readonly measure: Measure;
  },
): TrialPlace[] {
  const { rows } = scoreBoard({ ...input, baseline: null, resamples: 0 });
  const fastest = new Map(
    input.workloads.map(({ id }) => [id, Math.min(...rows.map(({ times }) => times[id] as number))]),
  );
  const setting = new Map<string, number>();
  for (const { submission, rank, times } of rows) {
    for (const [workload, time] of Object.entries(times)) {
      if (!Number.isFinite(time)) continue;
      if (rank <= auditedRanks || time === fastest.get(workload))
        setting.set(`${submission} ${workload}`, time);
    }
  }
  const best = new Map<string, TrialResult>();
  for (const result of input.results) {
    const limit = setting.get(`${result.submission} ${result.workload}`);
    if (limit === undefined || timeToTarget(result, input.measure) > limit) continue;
    const study = `${result.submission} ${result.workload} ${result.study}`;
    const known = best.get(study);
    if (known === undefined || timeToTarget(result, input.measure) < timeToTarget(known, input.measure)) {
      best.set(study, result);
    }
  }
  return [...best.values()].map(({ submission, workload, study, trial }) => ({
    submission,
    workload,
    study,
    trial,
  }));
}
