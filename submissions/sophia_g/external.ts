import { defineSubmission, withDefaults } from "steepest";
import { sophiaG } from "./algorithm.ts";

export default defineSubmission({
  name: "sophia_g",
  ruleset: "external",
  description: "Sophia with the Gauss–Newton–Bartlett estimate, linear warmup and cosine decay",
  paper: "arXiv 2305.14342",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 2e-4, max: 1e-2, scaling: "log" },
    one_minus_beta1: { feasible_points: [0.035, 0.1] },
    rho: { min: 1e-2, max: 1, scaling: "log" },
    weight_decay: { min: 1e-3, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => sophiaG(withDefaults(point, { beta2: 0.99, hessian_interval: 10 })),
});
