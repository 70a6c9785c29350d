import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";

/** A workload that a user wrote in a file of their own (`defineWorkload`). */
export interface OwnWorkload {
  readonly workload: Workload;
  /** Of one forward pass for an example: what its prices are derived from. */
  readonly multiplications: number;
}

const offered = new Map<string, OwnWorkload>();

/** Makes a user's workload known to this process by its card's id, as if it were in the catalogue; of the same id the last one stands. */
export const offerOwn = (own: OwnWorkload): void => {
  offered.set(own.workload.card.id, own);
};

/** A user's workload of this process. */
export const ownWorkload = (id: string): OwnWorkload | undefined => offered.get(id);

/** All of them. */
export const ownWorkloads = (): readonly OwnWorkload[] => [...offered.values()];

export const ownCards = (): readonly WorkloadCard[] => ownWorkloads().map(({ workload }) => workload.card);
