import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { quickdrawWorkload } from "../datasets/quickdraw/quickdrawWorkload.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { configs, type VisionTransformerConfig, variants } from "./config.ts";
import { visionTransformer } from "./model.ts";

/** The workload of a configuration for drawings; `of` is its card (a variant has its own). */
export const workloadOf = (config: VisionTransformerConfig, of: WorkloadCard = card): Workload =>
  quickdrawWorkload(of, visionTransformer(config), { ...config, pixels: { patch: config.patchSize } });

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

export default workloadOf(configs.standard);
