import { defineSubmission, withDefaults } from "steepest";
import { shampoo } from "./algorithm.ts";

export default defineSubmission({
  name: "shampoo",
  ruleset: "external",
  description: "Shampoo without grafting, linear warmup and cosine decay",
  paper: "arXiv 1802.09568",
  stateBytesPerParameter: 25.6,
  hyperparameters: {
    lr: { min: 1e-2, max: 1, scaling: "log" },
    epsilon: { feasible_points: [1e-4, 1e-2] },
    weight_decay: { min: 1e-6, max: 1e-2, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) =>
    shampoo(
      withDefaults(point, {
        beta1: 0,
        beta2: 1,
        precondition_frequency: 20,
        start_preconditioning_step: 20,
        exponent_1d: -0.5,
        exponent_2d: -0.25,
        max_preconditioner_dim: 256,
      }),
    ),
});
