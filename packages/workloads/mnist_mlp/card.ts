import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { mnist } from "../datasets/mnist/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "mnist_mlp",
  title: "MNIST, perceptron",
  summary:
    "Classify handwritten digits with one hidden layer: the smallest problem that still ranks optimizers.",
  algoperf: "mnist",
  variantOf: null,
  dataset: mnist.card,
  symmetry: "names of the classes, order of the pixels, sign of the standardized pixels",
  model: {
    description: "784–128–10 perceptron, ReLU, no dropout",
    parameterCount: 101_770,
    // AlgoPerf's own size.
    algoperfParameterCount: 101_770,
  },
  loss: { type: "softmax_cross_entropy", label: "cross-entropy (nats per image)" },
  metric: { name: "accuracy", direction: "max", label: "accuracy", range: { min: 0, max: 1 } },
  batchSize: { default: 128, max: 1024 },
  target: workloadTargetSchema.parse(target),
};
