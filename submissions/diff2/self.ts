import { defineSubmission } from "steepest";
import { initDifferences, updateByDifferences } from "./algorithm.ts";

export default defineSubmission({
  name: "diff2_self",
  ruleset: "self",
  description: "Noisy gradient descent on gradient differences (DIFF2); one fixed point for every workload",
  paper: "arXiv 2302.03884",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      period: 2,
      clip: 3,
      clip_difference: 3,
      noise: 0.001,
      lr: 0.5,
      warmup_factor: 0.05,
    },
  ],
  init: initDifferences,
  update: updateByDifferences,
});
