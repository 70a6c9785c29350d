import { defineSubmission } from "steepest";
import { diff2 } from "./algorithm.ts";

export default defineSubmission({
  name: "diff2_self",
  ruleset: "self",
  description:
    "Differentially private descent of several workers on gradient differences (DIFF2); one fixed point for every workload",
  paper: "arXiv 2302.03884",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      workers: 2,
      examples: 8,
      period: 2,
      clip: 3,
      clip_difference: 3,
      noise: 0.001,
      noise_difference: 0.001,
      lr: 0.5,
      warmup_factor: 0.05,
    },
  ],
  ...diff2,
});
