import { fileURLToPath } from "node:url";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { targetPaths } from "../../targetPaths.ts";

/** The files of a workload's target and of its curves on this machine. */
export function targetFiles(card: Pick<WorkloadCard, "id" | "variantOf">): {
  readonly target: string;
  readonly curves: string;
} {
  const { target, curves } = targetPaths(card);
  const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  return { target: file(target), curves: file(curves) };
}
