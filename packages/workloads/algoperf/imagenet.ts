import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import type { Model } from "../layers/model.ts";
import { errorRate } from "../metrics/errorRate.ts";
import { imageClassification, type LabelledImages } from "../tasks/imageClassification.ts";

/** How AlgoPerf shows ImageNet's images to a model in evaluation: resized, then cut to the middle. */
export const imagenetCrop = { resizeSize: 256, cropSize: 224 } as const;

/** Mean and standard deviation of red, green and blue in [0, 1], AlgoPerf's `train_mean` and `train_stddev`. */
const means = [0.485, 0.456, 0.406] as const;
const deviations = [0.229, 0.224, 0.225] as const;

/** The standardized value of every byte of red, then green, then blue. */
export const imagenetPixelValues: Float32Array = Float32Array.from({ length: 3 * 256 }, (_, at) => {
  const channel = at >> 8;
  return ((at & 255) / 255 - (means[channel] as number)) / (deviations[channel] as number);
});

/** AlgoPerf's imagenet_resnet and imagenet_vit: a model of 224 × 224 images in colour on ImageNet's data. */
export const imagenetTask = (
  model: Model,
  data: Readonly<Record<"train" | "validation" | "test", LabelledImages>>,
  evaluationBatchSize = 64,
): LoadedWorkload =>
  imageClassification({
    model,
    data,
    imageShape: [imagenetCrop.cropSize, imagenetCrop.cropSize, 3],
    pixelValues: imagenetPixelValues,
    evaluationBatchSize,
    judge: errorRate,
  });
