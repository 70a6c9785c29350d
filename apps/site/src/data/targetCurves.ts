import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { TargetCurves } from "@steepest/workloads/targetCurves.ts";

const folder = "../../../../packages/workloads";
const files = import.meta.glob<TargetCurves>(
  ["../../../../packages/workloads/*/curves.json", "../../../../packages/workloads/*/variants/*.curves.json"],
  { import: "default" },
);

/** The curves of the runs that set a workload's target, or null where they were not kept. */
export async function targetCurves({
  id,
  variantOf,
}: Pick<WorkloadCard, "id" | "variantOf">): Promise<TargetCurves | null> {
  const path =
    variantOf === null
      ? `${id}/curves.json`
      : `${variantOf}/variants/${id.slice(variantOf.length + 1)}.curves.json`;
  const load = files[`${folder}/${path}`];
  return load === undefined ? null : load();
}
