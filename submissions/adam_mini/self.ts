import { defineSubmission } from "steepest";
import { adamMini } from "./algorithm.ts";

export default defineSubmission({
  name: "adam_mini_self",
  ruleset: "self",
  description:
    "Adam-mini (a second moment per block) with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2406.16793",
  stateBytesPerParameter: 4.1,
  hyperparameters: [
    {
      lr: 0.003,
      one_minus_beta1: 0.2,
      beta2: 0.95,
      weight_decay: 0.001,
      warmup_factor: 0.02,
    },
  ],
  optimizer: adamMini,
});
