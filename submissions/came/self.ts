import { defineSubmission } from "steepest";
import { came } from "./algorithm.ts";

export default defineSubmission({
  name: "came_self",
  ruleset: "self",
  description:
    "CAME (confidence-guided Adafactor) with decoupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2307.02047",
  stateBytesPerParameter: 5.57,
  hyperparameters: [
    {
      lr: 0.0015,
      one_minus_beta1: 0.2,
      beta2: 0.99,
      beta3: 0.999,
      weight_decay: 0.001,
      warmup_factor: 0.05,
    },
  ],
  optimizer: came,
});
