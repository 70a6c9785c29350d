import { defineSubmission } from "steepest";
import { withoutOutliers, zError } from "./algorithm.ts";

export default defineSubmission({
  name: "z_error_self",
  ruleset: "self",
  description:
    "SGD with momentum that leaves out the outliers of each batch by the z-score of their loss; one fixed point for every workload",
  paper: "arXiv 2506.02154",
  stateBytesPerParameter: 4,
  hyperparameters: [
    {
      threshold: 3,
      start_factor: 0.05,
      lr: 0.1,
      one_minus_momentum: 0.1,
      weight_decay: 0.0005,
      warmup_factor: 0.05,
    },
  ],
  optimizer: zError,
  selectBatch: withoutOutliers,
});
