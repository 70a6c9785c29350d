import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import type { CropAugmentation } from "../../images/randomCrop.ts";
import type { Model } from "../../layers/model.ts";
import { errorRate } from "../../metrics/errorRate.ts";
import { imageClassification } from "../../tasks/imageClassification.ts";
import { quickdraw } from "./dataset.ts";
import { drawingPixelValues, loadQuickdraw } from "./loadQuickdraw.ts";

/** A model of drawings [28, 28, 1] put together with the data and the task, judged by `error_rate`. */
export const quickdrawWorkload = (
  card: WorkloadCard,
  model: Model,
  augmentation: CropAugmentation | null,
): Workload => ({
  card,
  parameterSpecs: model.parameterSpecs,
  modelStateSpecs: model.modelStateSpecs,
  dataFiles: quickdraw.files,
  load: async (read) =>
    imageClassification({
      model,
      data: await loadQuickdraw(read, augmentation),
      imageShape: [28, 28, 1],
      pixelValues: drawingPixelValues,
      evaluationBatchSize: 230,
      judge: errorRate,
    }),
});
