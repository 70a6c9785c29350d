import { defineSubmission } from "steepest";
import { momoAdam } from "./algorithm.ts";

export default defineSubmission({
  name: "momo_adam",
  ruleset: "external",
  description: "MoMo-Adam: Adam with a model-based step size under a cosine cap",
  paper: "arXiv 2305.07583",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.1, scaling: "log" },
    beta1: { feasible_points: [0.9] },
    beta2: { feasible_points: [0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    lb: { feasible_points: [0] },
    use_fstar: { feasible_points: [false, true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: momoAdam,
});
