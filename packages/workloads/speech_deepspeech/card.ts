import { type WorkloadCard, workloadTargetSchema } from "@steepest/core/schema/workloadCard.ts";
import { flite } from "../datasets/flite/dataset.ts";
import target from "./target.json" with { type: "json" };

export const card: WorkloadCard = {
  id: "speech_deepspeech",
  title: "Flite speech, DeepSpeech",
  summary: "Recognize the phones of spoken words with convolutions and bidirectional LSTMs trained by CTC.",
  algoperf: "librispeech_deepspeech",
  variantOf: null,
  dataset: flite.card,
  symmetry: "names of the phones (the blank keeps its own), sign of the standardized features",
  model: {
    description:
      "32 log-mel bands, subsampling by two convolutions of 16 channels, 2 bidirectional LSTM layers of width 96 and a feed-forward layer, each behind a batch norm and within a residual connection, 41 classes; SpecAugment",
    parameterCount: 141_049,
    algoperfParameterCount: 18_393_600,
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
