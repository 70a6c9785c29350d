import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { brownTokens } from "../datasets/brown/brownTokens.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "brown_lm_large",
  title: "Brown corpus, subword language model",
  summary: "Predict the next subword of American prose with a decoder-only Transformer.",
  algoperf: "finewebedu_lm",
  variantOf: null,
  dataset: brownTokens.card,
  symmetry: "names of the subwords",
  model: {
    description:
      "decoder-only Transformer: 1,024 subwords tied to the output, context 64, 3 blocks of width 64 with 4 heads and 256 gated hidden units, RMS norm before each branch, rotary positions, normalized queries and keys, no biases, no dropout by default",
    parameterCount: 262_595,
    algoperfParameterCount: 252_815_372,
  },
  loss: { type: "softmax_cross_entropy", label: "cross-entropy (nats per subword)" },
  metric: {
    name: "cross_entropy",
    direction: "min",
    label: "cross-entropy (nats per subword)",
    range: { min: 0, max: null },
  },
  batchSize: { default: 8, max: 64 },
  target: workloadTargetSchema.parse(target),
};
