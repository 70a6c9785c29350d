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
  model: {
    description:
      "byte-level pre-LN decoder-only transformer: 96 symbols, context 64, 2 blocks, width 64, 4 heads, learned positions, untied output, dropout 0.1",
    parameterCount: 1,
  },
  loss: { type: "softmax_cross_entropy", label: "cross-entropy (nats per character)" },
  metric: { name: "cross_entropy", direction: "min", label: "cross-entropy (nats per character)" },
  batchSize: { default: 16, max: 128 },
  target: workloadTargetSchema.parse(target),
};
