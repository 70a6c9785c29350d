import { defineSubmission } from "steepest";
import { adamax } from "./algorithm.ts";

export default defineSubmission({
  name: "adamax",
  ruleset: "external",
  description: "AdaMax with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 1412.6980",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: adamax,
});
