import { defineSubmission } from "steepest";
import { lion } from "./algorithm.ts";

export default defineSubmission({
  name: "lion",
  ruleset: "external",
  description: "Lion with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2302.06675",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 5e-5, max: 5e-3, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.98, 0.99] },
    weight_decay: { min: 1e-3, max: 3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: lion,
});
