import type { ReachedEvaluation } from "./parseMeasurements.ts";

/** One trial of AlgoPerf's logs. */
export interface AlgoperfTrial {
  readonly submission: string;
  readonly workload: string;
  /** A label: equal within a submission's workload for the trials of one study, and nothing else. */
  readonly study: number;
  readonly trial: number;
  readonly reached: ReachedEvaluation | null;
}
