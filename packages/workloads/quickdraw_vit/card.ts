import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { quickdraw } from "../datasets/quickdraw/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "quickdraw_vit",
  title: "Quick, Draw!, vision transformer",
  summary: "Tell what people drew in twenty seconds with a small vision transformer.",
  algoperf: "imagenet_vit",
  variantOf: null,
  dataset: quickdraw.card,
  symmetry:
    "names of the classes, one of a square's eight turns and mirror images, order of the pixels within a patch (the same in all patches), sign of the standardized pixels",
  model: {
    description:
      "pre-LN vision transformer: 16 patches of 7 × 7, fixed sine and cosine positions, 2 blocks of width 64 with 4 heads and 256 hidden GELU units; mean over positions, tanh layer, linear head; no dropout by default",
    parameterCount: 111_941,
    algoperfParameterCount: 22_122_472,
  },
  loss: { type: "softmax_cross_entropy", label: "cross-entropy (nats per drawing)" },
  metric: { name: "error_rate", direction: "min", label: "error rate", range: { min: 0, max: 1 } },
  batchSize: { default: 32, max: 512 },
  target: workloadTargetSchema.parse(target),
};
