import { defineSubmission } from "steepest";
import { initReduced, updateReduced } from "./algorithm.ts";

export default defineSubmission({
  name: "mars",
  ruleset: "external",
  description: "MARS-AdamW: variance-reduced gradients for matrices, linear warmup and cosine decay",
  paper: "arXiv 2411.10438",
  stateBytesPerParameter: 12,
  hyperparameters: {
    gamma: { feasible_points: [0.01, 0.025, 0.05] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.2, scaling: "log" },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    lr_1d: { min: 5e-4, max: 2e-2, scaling: "log" },
    weight_decay_1d: { feasible_points: [0, 0.1] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: initReduced,
  update: updateReduced,
});
