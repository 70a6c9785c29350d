import { defineSubmission, withDefaults } from "steepest";
import { psgdKron } from "./algorithm.ts";

export default defineSubmission({
  name: "psgd_kron",
  ruleset: "external",
  description: "PSGD with Kronecker factors, linear warmup and cosine decay",
  paper: "arXiv 1512.04202",
  stateBytesPerParameter: 12.7,
  hyperparameters: {
    lr: { min: 5e-4, max: 1e-2, scaling: "log" },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) =>
    psgdKron(
      withDefaults(point, {
        b1: 0.9,
        preconditioner_update_probability: 0.1,
        max_size_triangular: 512,
        min_ndim_triangular: 2,
        precond_lr: 0.1,
        precond_init_scale: 1,
      }),
    ),
});
