import { fileURLToPath } from "node:url";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { variantName } from "../../variants/variantConfig.ts";

/** Where a workload's target and the curves of the runs that set it are kept: in its folder, a variant's in its base's `variants/`. */
export function targetFiles(card: Pick<WorkloadCard, "id" | "variantOf">): {
  readonly target: string;
  readonly curves: string;
} {
  const { id, variantOf } = card;
  const file = (name: string) => fileURLToPath(new URL(`../../${variantOf ?? id}/${name}`, import.meta.url));
  if (variantOf === null) return { target: file("target.json"), curves: file("curves.json") };
  const name = variantName(card);
  return { target: file(`variants/${name}.json`), curves: file(`variants/${name}.curves.json`) };
}
