import { defineSubmission, withDefaults } from "steepest";
import { soap } from "./algorithm.ts";

export default defineSubmission({
  name: "soap",
  ruleset: "external",
  description: "SOAP (Adam in Shampoo's eigenbasis), linear warmup and cosine decay",
  paper: "arXiv 2409.11321",
  stateBytesPerParameter: 24.9,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    precondition_frequency: { feasible_points: [10, 20] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => soap(withDefaults(point, { shampoo_beta: 0.95, eps: 1e-8, max_precond_dim: 256 })),
});
