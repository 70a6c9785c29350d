import { defineSubmission } from "steepest";
import { adamMini } from "./algorithm.ts";

export default defineSubmission({
  name: "adam_mini",
  ruleset: "external",
  description: "Adam-mini (a second moment per block) with linear warmup and cosine decay",
  paper: "arXiv 2406.16793",
  stateBytesPerParameter: 4.1,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: adamMini,
});
