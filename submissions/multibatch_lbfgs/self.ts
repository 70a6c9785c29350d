import { defineSubmission } from "steepest";
import { multibatchLbfgs, overlapping } from "./algorithm.ts";

export default defineSubmission({
  name: "multibatch_lbfgs_self",
  ruleset: "self",
  description:
    "L-BFGS on batches that overlap, with curvature from the overlap; one fixed point for every workload",
  paper: "arXiv 1605.06049",
  stateBytesPerParameter: 48,
  hyperparameters: [
    {
      memory: 5,
      overlap: 0.5,
      lr: 0.7,
      max_step: 1,
      warmup_factor: 0.05,
    },
  ],
  optimizer: multibatchLbfgs,
  selectBatch: overlapping,
});
