import type { Workload } from "@steepest/core/workload/workload.ts";
import { cropSize } from "../datasets/mri/cropSize.ts";
import { mri } from "../datasets/mri/dataset.ts";
import { imageCodeValues } from "../datasets/mri/imageCodes.ts";
import { loadMri } from "../datasets/mri/loadMri.ts";
import { imageReconstruction } from "../tasks/imageReconstruction.ts";
import { card } from "./card.ts";
import { configs, type UNetConfig } from "./config.ts";
import { uNet } from "./model.ts";

/** The workload with a model of another configuration; card and target are the standard one's. */
export function workloadOf(config: UNetConfig): Workload {
  const model = uNet(config);
  return {
    card,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: mri.files,
    async load(read) {
      const { shift, ...data } = await loadMri(read);
      return imageReconstruction({
        model,
        data,
        shift,
        size: cropSize,
        codeValues: imageCodeValues,
        evaluationBatchSize: 32,
        validationImages: 142,
      });
    },
  };
}

export default workloadOf(configs.standard);
