import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { variantName } from "./variants/variantConfig.ts";

/** Where a workload's target and the curves of the runs that set it are kept, from this folder on: in its own folder, a variant's in its base's `variants/`. */
export function targetPaths(card: Pick<WorkloadCard, "id" | "variantOf">): {
  readonly target: string;
  readonly curves: string;
} {
  if (card.variantOf === null) return { target: `${card.id}/target.json`, curves: `${card.id}/curves.json` };
  const stem = `${card.variantOf}/variants/${variantName(card)}`;
  return { target: `${stem}.json`, curves: `${stem}.curves.json` };
}
