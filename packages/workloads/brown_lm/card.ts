import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { brown } from "../datasets/brown/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "brown_lm",
  title: "Brown corpus, language model",
  summary: "Predict the next character of American prose with a small decoder-only transformer.",
  algoperf: "finewebedu_lm",
  variantOf: null,
  dataset: brown.card,
  symmetry: "names of the symbols",
  model: {
    description:
      "byte-level pre-LN decoder-only transformer: 96 symbols, context 64, 2 blocks of width 64 with 2 heads and 128 hidden ReLU units, learned positions, untied output, no dropout by default",
    parameterCount: 83_552,
  },
  loss: { type: "softmax_cross_entropy", label: "cross-entropy (nats per character)" },
  metric: {
    name: "cross_entropy",
    direction: "min",
    label: "cross-entropy (nats per character)",
    range: { min: 0, max: null },
  },
  batchSize: { default: 8, max: 64 },
  target: workloadTargetSchema.parse(target),
};
