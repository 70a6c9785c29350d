import { defineSubmission } from "steepest";
import { perpGradient } from "./algorithm.ts";

export default defineSubmission({
  name: "perp_gradient",
  ruleset: "external",
  description: "The part of the gradient across the weights, in SGD or AdamW (⊥Grad)",
  paper: "arXiv 2501.04697",
  stateBytesPerParameter: 8,
  hyperparameters: {
    base: { feasible_points: ["adamw", "sgd"] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_momentum: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99] },
    weight_decay: { min: 1e-6, max: 1e-1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: perpGradient,
});
