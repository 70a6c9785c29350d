import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { quickdrawWorkload } from "../datasets/quickdraw/quickdrawWorkload.ts";
import { card } from "./card.ts";
import { configs, type ResnetConfig } from "./config.ts";
import { resnet } from "./model.ts";

/** The workload of a configuration for drawings; `of` is its card (a variant has its own). */
export const workloadOf = (config: ResnetConfig, of: WorkloadCard = card): Workload =>
  quickdrawWorkload(of, resnet(config), config.augmentation);

export default workloadOf(configs.standard);
