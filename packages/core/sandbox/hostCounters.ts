import type { HostBatch } from "./hostBatch.ts";

/** What the host functions count, from call to call. */
export interface HostCounters {
  draws: number;
  batches: number;
  reinitializations: number;
  /** Batches whose tensors may be on the device. */
  readonly onDevice: Set<HostBatch>;
  /** Handles of this step's perturbed batches. */
  readonly perturbed: Set<number>;
}

export const newCounters = (): HostCounters => ({
  draws: 0,
  batches: 0,
  reinitializations: 0,
  onDevice: new Set(),
  perturbed: new Set(),
});
