import { defineSubmission } from "steepest";
import { halfSpace } from "./algorithm.ts";

export default defineSubmission({
  name: "half_space_self",
  ruleset: "self",
  description:
    "SGD with a group penalty and half-space projection: units become exactly 0 (OTO); one fixed point for every workload",
  paper: "arXiv 2107.07467",
  stateBytesPerParameter: 0,
  hyperparameters: [
    {
      penalty: 0.0001,
      epsilon: 0,
      start_factor: 0.5,
      lr: 0.5,
      warmup_factor: 0.05,
    },
  ],
  optimizer: halfSpace,
});
