import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { DataFile } from "@steepest/core/workload/workload.ts";

/** A prepared dataset: what a card says of it, and the files that loading reads. Several workloads may share one. */
export interface Dataset {
  /** Names the folder of its prepared files. */
  readonly id: string;
  readonly card: WorkloadCard["dataset"];
  /** Every prepared file with its pin: all runners train on the same bits. */
  readonly files: readonly DataFile[];
}
