import { defineSubmission } from "steepest";
import { relora } from "./algorithm.ts";

export default defineSubmission({
  name: "relora",
  ruleset: "external",
  description: "ReLoRA: low-rank changes that are merged and restarted, AdamW for the rest",
  paper: "arXiv 2307.05695",
  stateBytesPerParameter: 8,
  hyperparameters: {
    rank: { feasible_points: [8, 16] },
    period: { feasible_points: [100, 200] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: relora,
});
