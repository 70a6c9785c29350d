import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { messages } from "../datasets/messages/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "messages_transformer",
  title: "UI messages, English to German",
  summary: "Translate messages of user interfaces with an encoder–decoder Transformer.",
  algoperf: "wmt",
  variantOf: null,
  dataset: messages.card,
  symmetry: "names of the subwords, in both languages alike (padding, end and unknown keep theirs)",
  model: {
    description:
      "pre-LN encoder–decoder Transformer: 1,024 subwords shared by both languages and tied to the output, 2 + 2 layers of width 64 with 4 heads and 128 hidden ReLU units, sinusoidal positions, no dropout by default",
    parameterCount: 231_680,
    algoperfParameterCount: 133_521_408,
  },
  loss: {
    type: "softmax_cross_entropy",
    label: "cross-entropy with label smoothing 0.1 (nats per subword)",
  },
  metric: { name: "bleu", direction: "max", label: "BLEU", range: { min: 0, max: 100 } },
  batchSize: { default: 4, max: 64 },
  target: workloadTargetSchema.parse(target),
};
