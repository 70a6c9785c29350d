import { defineSubmission, withDefaults } from "steepest";
import { adamw } from "./algorithm.ts";

export default defineSubmission({
  name: "adamw",
  ruleset: "external",
  description: "AdamW with linear warmup and cosine decay",
  paper: "arXiv 1711.05101",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => adamw(withDefaults(point, { eps: 1e-8 })),
});
