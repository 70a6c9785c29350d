import { defineSubmission, withDefaults } from "steepest";
import { galore } from "./algorithm.ts";

export default defineSubmission({
  name: "galore",
  ruleset: "external",
  description: "AdamW with gradients projected to low rank, linear warmup and cosine decay",
  paper: "arXiv 2403.03507",
  stateBytesPerParameter: 9.6,
  hyperparameters: {
    lr: { min: 1e-3, max: 5e-2, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    rank: { feasible_points: [16, 32] },
    update_proj_gap: { feasible_points: [50, 200] },
    scale: { feasible_points: [0.25, 1] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => galore(withDefaults(point, { beta1: 0.9, eps: 1e-6 })),
});
