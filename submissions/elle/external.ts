import { defineSubmission } from "steepest";
import { initLinear, updateLinear } from "./algorithm.ts";

export default defineSubmission({
  name: "elle",
  ruleset: "external",
  description: "Single-step adversarial training that keeps the loss linear in the inputs, with momentum SGD",
  paper: "arXiv 2401.11618",
  stateBytesPerParameter: 4,
  hyperparameters: {
    radius: { min: 1e-2, max: 0.2, scaling: "log" },
    lambda: { min: 0.3, max: 30, scaling: "log" },
    lr: { min: 3e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: initLinear,
  update: updateLinear,
});
