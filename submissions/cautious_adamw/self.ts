import { defineSubmission } from "steepest";
import { cautiousAdamw } from "./algorithm.ts";

export default defineSubmission({
  name: "cautious_adamw_self",
  ruleset: "self",
  description: "Cautious AdamW with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2411.16085",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.003,
      one_minus_beta1: 0.2,
      beta2: 0.95,
      weight_decay: 0.001,
      warmup_factor: 0.02,
    },
  ],
  optimizer: cautiousAdamw,
});
