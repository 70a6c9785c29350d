import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { flights } from "../datasets/flights/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "flights_dlrm",
  title: "US flights, DLRM",
  summary: "Predict which flights are late, from their schedule, with a deep-learning recommendation model.",
  algoperf: "criteo1tb",
  variantOf: null,
  dataset: flights.card,
  symmetry:
    "names of the table's rows, order of the numbers and of the categories, sign of each number, whether late or on time is asked for",
  model: {
    description:
      "DLRM: 9 numbers through a perceptron (128, 64, 32), 16 hashed categories in one table of 32,768 × 32, dot products of all pairs, a perceptron (256, 256, 128) to one logit",
    parameterCount: 1_206_625,
    algoperfParameterCount: 539_267_457,
  },
  loss: { type: "sigmoid_cross_entropy", label: "binary cross-entropy (nats per flight)" },
  metric: {
    name: "log_loss",
    direction: "min",
    label: "log-loss (nats per flight)",
    range: { min: 0, max: null },
  },
  batchSize: { default: 512, max: 4096 },
  target: workloadTargetSchema.parse(target),
};
