import { defineSubmission } from "steepest";
import { sSte } from "./algorithm.ts";

export default defineSubmission({
  name: "s_ste",
  ruleset: "external",
  description: "AdamW on latent weights with continuous 2:4 pruning (S-STE)",
  paper: "arXiv 2409.09099",
  stateBytesPerParameter: 10.1,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
    fp8: { feasible_points: [true, false] },
  },
  optimizer: sSte,
});
