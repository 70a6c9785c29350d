import type { WorkloadSamples } from "@steepest/workloads/samples/workloadSamples.ts";

const files = import.meta.glob<WorkloadSamples>("../../../../packages/workloads/*/samples.json", {
  import: "default",
});

/** The examples that a workload's page draws, or null where there are none. */
export async function workloadSamples(id: string): Promise<WorkloadSamples | null> {
  const load = files[`../../../../packages/workloads/${id}/samples.json`];
  return load === undefined ? null : load();
}
