import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";

/** One training run of the target-setting procedure: a fixed number of steps, so that the machine's speed changes no metric. */
export interface TargetRun {
  readonly workload: string;
  /** A reference submission, `submissions/<algorithm>`. */
  readonly algorithm: string;
  readonly purpose: "search" | "rerun";
  readonly hyperparameters: HyperparameterPoint;
  readonly seed: number;
  readonly steps: number;
}

/** What is kept of a run: a line of `.steepest/targets/<workload>.jsonl`. */
export interface TargetRunResult {
  readonly run: TargetRun;
  readonly evaluations: readonly {
    readonly step: number;
    /** The workload's metric on the validation split; null where it was not finite. */
    readonly value: number | null;
    /** In the measure that rules the hardware class. */
    readonly chargedSeconds: number;
    /** By the clock. */
    readonly evaluationSeconds: number;
  }[];
  /** The metric on the test split at the end; null where the run ended without a usable model. */
  readonly test: number | null;
  readonly chargedSeconds: number;
  /** The same by the clock: what the machine was like. */
  readonly wallSeconds: number;
}

/** The same for the same run: how a resumed search knows what it has. */
export const runKey = (run: TargetRun): string =>
  JSON.stringify([
    run.workload,
    run.algorithm,
    run.purpose,
    run.seed,
    run.steps,
    Object.entries(run.hyperparameters).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
