import { defineSubmission } from "steepest";
import { distributedShampoo } from "./algorithm.ts";

export default defineSubmission({
  name: "distributed_shampoo",
  ruleset: "external",
  description: "Shampoo grafted to Adam, linear warmup and cosine decay",
  paper: "arXiv 2309.06497",
  stateBytesPerParameter: 33.6,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    epsilon: { feasible_points: [1e-10] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    precondition_frequency: { feasible_points: [20] },
    start_preconditioning_step: { feasible_points: [20] },
    grafting_beta2: { feasible_points: [0.99] },
    grafting_epsilon: { feasible_points: [1e-8] },
    momentum: { feasible_points: [0] },
    max_preconditioner_dim: { feasible_points: [256] },
    exponent_1d: { feasible_points: [-0.5] },
    exponent_2d: { feasible_points: [-0.25] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: distributedShampoo,
});
