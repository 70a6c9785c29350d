import { defineSubmission } from "steepest";
import { withoutOutliers, zError } from "./algorithm.ts";

export default defineSubmission({
  name: "z_error",
  ruleset: "external",
  description: "SGD with momentum that leaves out the outliers of each batch by the z-score of their loss",
  paper: "arXiv 2506.02154",
  stateBytesPerParameter: 4,
  hyperparameters: {
    threshold: { feasible_points: [1.5, 2, 3] },
    start_factor: { feasible_points: [0, 0.05] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: zError,
  selectBatch: withoutOutliers,
});
