import { defineSubmission, withDefaults } from "steepest";
import { scion } from "./algorithm.ts";

export default defineSubmission({
  name: "scion",
  ruleset: "external",
  description: "Scion: norm-constrained steps, spectral norm on hidden matrices, sign on the output layer",
  paper: "arXiv 2502.07529",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-4, max: 3e-2, scaling: "log" },
    momentum: { feasible_points: [0.05, 0.1, 0.2] },
    scale_spectral: { min: 1, max: 50, scaling: "log" },
    scale_sign: { min: 1, max: 3000, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => scion(withDefaults(point, { scale_bias: 1, ns_steps: 5 })),
});
