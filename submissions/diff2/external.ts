import { defineSubmission } from "steepest";
import { diff2 } from "./algorithm.ts";

export default defineSubmission({
  name: "diff2",
  ruleset: "external",
  description: "Differentially private descent of several workers on gradient differences (DIFF2)",
  paper: "arXiv 2302.03884",
  stateBytesPerParameter: 8,
  hyperparameters: {
    workers: { feasible_points: [2, 4] },
    examples: { feasible_points: [1, 8] },
    period: { feasible_points: [2, 5, 10] },
    clip: { feasible_points: [1, 3] },
    clip_difference: { feasible_points: [3, 10, 30] },
    noise: { min: 1e-3, max: 1, scaling: "log" },
    noise_difference: { min: 1e-3, max: 1, scaling: "log" },
    lr: { min: 1e-2, max: 1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  ...diff2,
});
