import { defineSubmission } from "steepest";
import { initSharpnessAware, updateSharpnessAware } from "./algorithm.ts";

export default defineSubmission({
  name: "sam",
  ruleset: "external",
  description: "Sharpness-aware minimisation around SGD with momentum, linear warmup and cosine decay",
  paper: "arXiv 2010.01412",
  stateBytesPerParameter: 4,
  hyperparameters: {
    rho: { min: 1e-2, max: 0.5, scaling: "log" },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: initSharpnessAware,
  update: updateSharpnessAware,
});
