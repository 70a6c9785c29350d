import { defineSubmission } from "steepest";
import { srigl } from "./algorithm.ts";

export default defineSubmission({
  name: "srigl",
  ruleset: "external",
  description: "Structured RigL: constant fan-in sparse training with SGD",
  paper: "arXiv 2305.02299",
  stateBytesPerParameter: 6.2,
  hyperparameters: {
    sparsity: { feasible_points: [0.5, 0.8, 0.9] },
    period: { feasible_points: [20, 50] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: srigl,
});
