import { defineSubmission, withDefaults } from "steepest";
import { nadamw } from "./algorithm.ts";

export default defineSubmission({
  name: "nadamw",
  ruleset: "external",
  description: "NadamW with linear warmup and cosine decay",
  paper: "arXiv 2306.07179",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => nadamw(withDefaults(point, { eps: 1e-8 })),
});
