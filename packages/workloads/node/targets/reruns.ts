import type { WorkloadTarget } from "@steepest/core/schema/workloadCard.ts";
import type { TargetTask } from "./runPool.ts";
import type { TargetRun } from "./targetRun.ts";

/** The run that set a target. */
export const winnerRun = (workload: string, winner: WorkloadTarget["provenance"]["winner"]): TargetRun => ({
  workload,
  algorithm: winner.name,
  purpose: "rerun",
  hyperparameters: winner.hyperparameters,
  seed: 0,
  steps: winner.steps,
});

/** Runs that go to their end whatever they reach. */
export const unbarred = (runs: readonly TargetRun[]): TargetTask[] => runs.map((run) => ({ run, bars: [] }));

/** Seeds that no search run has. */
export const rerunsOf = (winner: TargetRun, seed: number, count: number): TargetRun[] =>
  Array.from({ length: count }, (_, at) => ({ ...winner, purpose: "rerun", seed: seed + 1000 + at }));
