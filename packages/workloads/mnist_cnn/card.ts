import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { mnist } from "../datasets/mnist/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "mnist_cnn",
  title: "MNIST, convolutions",
  summary: "Classify handwritten digits with a small convolutional network with batch normalization.",
  algoperf: null,
  variantOf: null,
  dataset: mnist.card,
  symmetry:
    "names of the classes, one of a square's eight turns and mirror images, sign of the standardized pixels",
  model: {
    description:
      "two 3 × 3 convolutions (8 and 16 channels), each with batch norm, ReLU and 2 × 2 max pooling; linear head",
    parameterCount: 9_122,
  },
  loss: { type: "softmax_cross_entropy", label: "cross-entropy (nats per image)" },
  metric: { name: "accuracy", direction: "max", label: "accuracy", range: { min: 0, max: 1 } },
  batchSize: { default: 64, max: 512 },
  target: workloadTargetSchema.parse(target),
};
