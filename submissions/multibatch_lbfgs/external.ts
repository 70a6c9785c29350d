import { defineSubmission } from "steepest";
import { multibatchLbfgs, overlapping } from "./algorithm.ts";

export default defineSubmission({
  name: "multibatch_lbfgs",
  ruleset: "external",
  description: "L-BFGS on batches that overlap, with curvature from the overlap",
  paper: "arXiv 1605.06049",
  stateBytesPerParameter: 48,
  hyperparameters: {
    memory: { feasible_points: [5, 10] },
    overlap: { feasible_points: [0.25, 0.5] },
    lr: { min: 2e-2, max: 1, scaling: "log" },
    max_step: { feasible_points: [0.3, 1, 3] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: multibatchLbfgs,
  selectBatch: overlapping,
});
