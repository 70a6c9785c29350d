import { defineSubmission, withDefaults } from "steepest";
import { distributedShampoo } from "./algorithm.ts";

export default defineSubmission({
  name: "distributed_shampoo",
  ruleset: "external",
  description: "Shampoo grafted to Adam on four workers, linear warmup and cosine decay",
  paper: "arXiv 2309.06497",
  stateBytesPerParameter: 33.6,
  hyperparameters: {
    // This entry's own: the default is 1, as in the golden trajectory.
    workers: { feasible_points: [4] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) =>
    distributedShampoo(
      withDefaults(point, {
        epsilon: 1e-10,
        precondition_frequency: 20,
        start_preconditioning_step: 20,
        grafting_beta2: 0.99,
        grafting_epsilon: 1e-8,
        momentum: 0,
        max_preconditioner_dim: 256,
        exponent_1d: -0.5,
        exponent_2d: -0.25,
      }),
    ),
});
