import { defineSubmission, withDefaults } from "steepest";
import { momo } from "./algorithm.ts";

export default defineSubmission({
  name: "momo",
  ruleset: "external",
  description: "MoMo: momentum with a model-based step size under a cosine cap",
  paper: "arXiv 2305.07583",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-2, max: 10, scaling: "log" },
    beta: { feasible_points: [0.9, 0.95] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    use_fstar: { feasible_points: [false, true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => momo(withDefaults(point, { lb: 0 })),
});
