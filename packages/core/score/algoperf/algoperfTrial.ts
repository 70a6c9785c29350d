import type { ReachedEvaluation } from "./parseMeasurements.ts";

/** One trial of AlgoPerf's logs. */
export interface AlgoperfTrial {
  readonly submission: string;
  readonly workload: string;
  readonly study: number;
  readonly trial: number;
  readonly reached: ReachedEvaluation | null;
}
