import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { cropSize } from "../datasets/mri/cropSize.ts";
import { mri } from "../datasets/mri/dataset.ts";
import { imageCodeValues } from "../datasets/mri/imageCodes.ts";
import { loadMri } from "../datasets/mri/loadMri.ts";
import { reconstructionSymmetry } from "../symmetry/reconstructionSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { imageReconstruction } from "../tasks/imageReconstruction.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { configs, type UNetConfig, variants } from "./config.ts";
import { uNet } from "./model.ts";

/** The workload with a model of another configuration; `of` is its card (a variant has its own). */
export function workloadOf(config: UNetConfig, of: WorkloadCard = card): Workload {
  const model = uNet(config);
  return {
    card: of,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: mri.files,
    async load(read) {
      const { shift, ...data } = await loadMri(read);
      return symmetric(
        imageReconstruction,
        {
          model,
          data,
          shift,
          size: cropSize,
          codeValues: imageCodeValues,
          evaluationBatchSize: 32,
          validationImages: 142,
        },
        reconstructionSymmetry,
      );
    },
  };
}

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

export default workloadOf(configs.standard);
