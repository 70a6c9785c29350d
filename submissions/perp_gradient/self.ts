import { defineSubmission } from "steepest";
import { perpGradient } from "./algorithm.ts";

export default defineSubmission({
  name: "perp_gradient_self",
  ruleset: "self",
  description:
    "The part of the gradient across the weights, in SGD or AdamW (⊥Grad); one fixed point for every workload",
  paper: "arXiv 2501.04697",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      base: "adamw",
      lr: 0.003,
      one_minus_momentum: 0.2,
      beta2: 0.95,
      weight_decay: 0.001,
      warmup_factor: 0.02,
    },
  ],
  optimizer: perpGradient,
});
