import { defineSubmission, withDefaults } from "steepest";
import { scheduleFreeAdamw } from "./algorithm.ts";

export default defineSubmission({
  name: "schedule_free_adamw",
  ruleset: "external",
  description: "Schedule-free AdamW with linear warmup",
  paper: "arXiv 2405.15682",
  stateBytesPerParameter: 12,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.2, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => scheduleFreeAdamw(withDefaults(point, { eps: 1e-8, r: 0, weight_lr_power: 2 })),
});
