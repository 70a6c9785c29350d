import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { quickdraw } from "../datasets/quickdraw/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "quickdraw_resnet",
  title: "Quick, Draw!, ResNet",
  summary: "Tell what people drew in twenty seconds with a small residual network with batch normalization.",
  algoperf: "imagenet_resnet",
  variantOf: null,
  dataset: quickdraw.card,
  symmetry:
    "names of the classes, one of a square's eight turns and mirror images, sign of the standardized pixels",
  model: {
    description:
      "ResNet of basic blocks: 3 × 3 stem with stride 2, stages of one block with 16, 32 and 64 channels, batch norm, ReLU; mean over positions, linear head",
    parameterCount: 81_589,
    algoperfParameterCount: 25_557_032,
  },
  loss: { type: "softmax_cross_entropy", label: "cross-entropy (nats per drawing)" },
  metric: { name: "error_rate", direction: "min", label: "error rate", range: { min: 0, max: 1 } },
  batchSize: { default: 32, max: 512 },
  target: workloadTargetSchema.parse(target),
};
