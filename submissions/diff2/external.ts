import { defineSubmission } from "steepest";
import { initDifferences, updateByDifferences } from "./algorithm.ts";

export default defineSubmission({
  name: "diff2",
  ruleset: "external",
  description: "Noisy gradient descent on gradient differences (DIFF2)",
  paper: "arXiv 2302.03884",
  stateBytesPerParameter: 8,
  hyperparameters: {
    period: { feasible_points: [2, 5, 10] },
    clip: { feasible_points: [1, 3] },
    clip_difference: { feasible_points: [3, 10, 30] },
    noise: { min: 1e-3, max: 1, scaling: "log" },
    lr: { min: 1e-2, max: 1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: initDifferences,
  update: updateByDifferences,
});
