import { defineSubmission } from "steepest";
import { shampoo4bit } from "./algorithm.ts";

export default defineSubmission({
  name: "shampoo_4bit",
  ruleset: "external",
  description: "Shampoo with 4-bit eigenvector matrices, into AdamW",
  paper: "arXiv 2405.18144",
  stateBytesPerParameter: 11.2,
  hyperparameters: {
    update_every: { feasible_points: [10, 50] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: shampoo4bit,
});
