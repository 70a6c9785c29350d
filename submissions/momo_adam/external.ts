import { defineSubmission, withDefaults } from "steepest";
import { momoAdam } from "./algorithm.ts";

export default defineSubmission({
  name: "momo_adam",
  ruleset: "external",
  description: "MoMo-Adam: Adam with a model-based step size under a cosine cap",
  paper: "arXiv 2305.07583",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.1, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    use_fstar: { feasible_points: [false, true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => momoAdam(withDefaults(point, { beta1: 0.9, eps: 1e-8, lb: 0 })),
});
