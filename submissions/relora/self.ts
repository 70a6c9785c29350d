import { defineSubmission } from "steepest";
import { relora } from "./algorithm.ts";

export default defineSubmission({
  name: "relora_self",
  ruleset: "self",
  description:
    "ReLoRA: low-rank changes that are merged and restarted, AdamW for the rest; one fixed point for every workload",
  paper: "arXiv 2307.05695",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      rank: 32,
      period: 800,
      lr: 0.005,
      one_minus_beta1: 0.1,
      beta2: 0.95,
      weight_decay: 0.1,
      warmup_factor: 0.02,
    },
  ],
  optimizer: relora,
});
