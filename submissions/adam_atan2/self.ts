import { defineSubmission } from "steepest";
import { adamAtan2 } from "./algorithm.ts";

export default defineSubmission({
  name: "adam_atan2_self",
  ruleset: "self",
  description:
    "Adam-atan2 (no epsilon) with decoupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2407.05872",
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
  optimizer: adamAtan2,
});
