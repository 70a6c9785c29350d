import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { fliteWorkload } from "../datasets/flite/fliteWorkload.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { type ConformerConfig, configs, variants } from "./config.ts";
import { conformer } from "./model.ts";

/** The workload with the model of a configuration; `of` is its card (a variant has its own). */
export const workloadOf = (config: ConformerConfig, of: WorkloadCard = card): Workload =>
  fliteWorkload(of, conformer(config), config);

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

export default workloadOf(configs.standard);
