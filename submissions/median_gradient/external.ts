import { defineSubmission } from "steepest";
import { initMedian, updateByMedian } from "./algorithm.ts";

export default defineSubmission({
  name: "median_gradient",
  ruleset: "external",
  description: "SGD with momentum on the median of three microbatch gradients (RM3)",
  paper: "arXiv 2003.07422",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: initMedian,
  update: updateByMedian,
});
