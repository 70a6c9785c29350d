import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { TargetCurves } from "@steepest/workloads/targetCurves.ts";
import { targetPaths } from "@steepest/workloads/targetPaths.ts";

const folder = "../../../../packages/workloads";
const files = import.meta.glob<TargetCurves>(
  ["../../../../packages/workloads/*/curves.json", "../../../../packages/workloads/*/variants/*.curves.json"],
  { import: "default" },
);

/** The curves of the runs that set a workload's target, or null where they were not kept. */
export async function targetCurves(
  card: Pick<WorkloadCard, "id" | "variantOf">,
): Promise<TargetCurves | null> {
  const load = files[`${folder}/${targetPaths(card).curves}`];
  return load === undefined ? null : load();
}
