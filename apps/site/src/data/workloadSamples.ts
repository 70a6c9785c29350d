import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { WorkloadSamples } from "@steepest/workloads/samples/workloadSamples.ts";

const files = import.meta.glob<WorkloadSamples>("../../../../packages/workloads/*/samples.json", {
  import: "default",
});

/** The examples that a workload's page draws, or null where there are none. A variant has its base's data. */
export async function workloadSamples({
  id,
  variantOf,
}: Pick<WorkloadCard, "id" | "variantOf">): Promise<WorkloadSamples | null> {
  const load = files[`../../../../packages/workloads/${variantOf ?? id}/samples.json`];
  return load === undefined ? null : load();
}
