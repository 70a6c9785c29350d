import { defineSubmission } from "steepest";
import { updateSaddleFree } from "./algorithm.ts";

export default defineSubmission({
  name: "saddle_free",
  ruleset: "external",
  description: "Saddle-free Newton in a Krylov subspace of Hessian-vector products",
  paper: "arXiv 1406.2572",
  stateBytesPerParameter: 0,
  hyperparameters: {
    dimensions: { feasible_points: [3, 5] },
    damping: { min: 1e-3, max: 1, scaling: "log" },
    lr: { min: 5e-2, max: 1, scaling: "log" },
    max_step: { feasible_points: [0.3, 1, 3] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: () => null,
  update: updateSaddleFree,
});
