import { defineSubmission } from "steepest";
import { initSmooth, updateSmooth } from "./algorithm.ts";

export default defineSubmission({
  name: "vat",
  ruleset: "external",
  description: "SGD with momentum whose predictions are smooth in the virtually adversarial direction",
  paper: "arXiv 1704.03976",
  stateBytesPerParameter: 4,
  hyperparameters: {
    epsilon: { min: 0.03, max: 0.5, scaling: "log" },
    iterations: { feasible_points: [1, 2] },
    lr: { min: 3e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: initSmooth,
  update: updateSmooth,
});
