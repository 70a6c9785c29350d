import { defineSubmission } from "steepest";
import { initMedian, updateByMedian } from "./algorithm.ts";

export default defineSubmission({
  name: "median_gradient_self",
  ruleset: "self",
  description:
    "SGD with momentum on the median of three microbatch gradients (RM3); one fixed point for every workload",
  paper: "arXiv 2003.07422",
  stateBytesPerParameter: 4,
  hyperparameters: [
    {
      lr: 0.1,
      one_minus_momentum: 0.1,
      weight_decay: 0.0005,
      warmup_factor: 0.05,
    },
  ],
  init: initMedian,
  update: updateByMedian,
});
