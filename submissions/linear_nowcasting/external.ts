import { defineSubmission } from "steepest";
import { linearNowcasting } from "./algorithm.ts";

export default defineSubmission({
  name: "linear_nowcasting",
  ruleset: "external",
  description: "AdamW with periodic jumps along the line through the latest weights",
  paper: "arXiv 2409.04434",
  stateBytesPerParameter: 28,
  hyperparameters: {
    period: { feasible_points: [20, 50] },
    horizon: { feasible_points: [5, 10, 20] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: linearNowcasting,
});
