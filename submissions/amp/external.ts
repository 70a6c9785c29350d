import { defineSubmission } from "steepest";
import { initPerturbed, updatePerturbed } from "./algorithm.ts";

export default defineSubmission({
  name: "amp",
  ruleset: "external",
  description: "Adversarial model perturbation around SGD with momentum",
  paper: "arXiv 2010.04925",
  stateBytesPerParameter: 4,
  hyperparameters: {
    epsilon: { min: 5e-2, max: 2, scaling: "log" },
    zeta: { feasible_points: [0.2, 1] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: initPerturbed,
  update: updatePerturbed,
});
