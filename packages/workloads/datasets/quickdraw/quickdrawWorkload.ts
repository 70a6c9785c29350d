import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import type { CropAugmentation } from "../../images/randomCrop.ts";
import type { Model } from "../../layers/model.ts";
import { errorRate } from "../../metrics/errorRate.ts";
import type { PixelSymmetry } from "../../symmetry/arrangement.ts";
import { imageSymmetry } from "../../symmetry/imageSymmetry.ts";
import { symmetric } from "../../symmetry/symmetric.ts";
import { imageClassification } from "../../tasks/imageClassification.ts";
import { quickdraw } from "./dataset.ts";
import { drawingPixelValues, loadQuickdraw } from "./loadQuickdraw.ts";

interface DrawingOptions {
  readonly classes: number;
  readonly augmentation: CropAugmentation | null;
  readonly pixels: PixelSymmetry;
}

/** A model of drawings [28, 28, 1], which leaves `pixels` open, put together with the data and the task, judged by `error_rate`. */
export const quickdrawWorkload = (
  card: WorkloadCard,
  model: Model,
  { classes, augmentation, pixels }: DrawingOptions,
): Workload => ({
  card,
  parameterSpecs: model.parameterSpecs,
  modelStateSpecs: model.modelStateSpecs,
  dataFiles: quickdraw.files,
  load: async (read) =>
    symmetric(
      imageClassification,
      {
        model,
        data: await loadQuickdraw(read, augmentation),
        imageShape: [28, 28, 1],
        pixelValues: drawingPixelValues,
        evaluationBatchSize: 230,
        judge: errorRate,
      },
      imageSymmetry({ classes, pixels, size: 28 }),
    ),
});
