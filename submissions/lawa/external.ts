import { defineSubmission } from "steepest";
import { lawa } from "./algorithm.ts";

export default defineSubmission({
  name: "lawa",
  ruleset: "external",
  description: "Latest weight averaging around SGD with momentum, linear warmup and cosine decay",
  paper: "arXiv 2209.14981",
  stateBytesPerParameter: 24,
  hyperparameters: {
    interval_factor: { feasible_points: [0.01, 0.02, 0.05] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: lawa,
});
