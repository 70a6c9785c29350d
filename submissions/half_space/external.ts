import { defineSubmission } from "steepest";
import { halfSpace } from "./algorithm.ts";

export default defineSubmission({
  name: "half_space",
  ruleset: "external",
  description: "SGD with a group penalty and half-space projection: units become exactly 0 (OTO)",
  paper: "arXiv 2107.07467",
  stateBytesPerParameter: 0,
  hyperparameters: {
    penalty: { min: 1e-5, max: 1e-2, scaling: "log" },
    epsilon: { feasible_points: [0, 0.9] },
    start_factor: { feasible_points: [0.3, 0.5] },
    lr: { min: 1e-2, max: 1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: halfSpace,
});
