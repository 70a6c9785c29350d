import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { flite } from "../datasets/flite/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "speech_conformer",
  title: "Flite speech, Conformer",
  summary: "Recognize the phones of spoken words with a small Conformer trained by CTC.",
  algoperf: "librispeech_conformer",
  variantOf: null,
  dataset: flite.card,
  symmetry: "names of the phones (the blank keeps its own), sign of the standardized features",
  model: {
    description:
      "32 log-mel bands, subsampling by two convolutions of 16 channels, 2 Conformer blocks of width 64 (half feed-forward modules of 128 SiLU units, 4 heads, convolutions over 5 frames with batch norm), 41 classes; SpecAugment",
    parameterCount: 140_281,
    algoperfParameterCount: 32_321_792,
  },
  loss: { type: "ctc", label: "CTC loss (nats per phone)" },
  metric: {
    name: "phone_error_rate",
    direction: "min",
    label: "phone error rate",
    range: { min: 0, max: null },
  },
  batchSize: { default: 16, max: 128 },
  target: workloadTargetSchema.parse(target),
};
