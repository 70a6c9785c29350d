import { defineSubmission } from "steepest";
import { ngn } from "./algorithm.ts";

export default defineSubmission({
  name: "ngn",
  ruleset: "external",
  description: "Gradient descent with non-negative Gauss-Newton step sizes (NGN)",
  paper: "arXiv 2407.04358",
  stateBytesPerParameter: 0,
  hyperparameters: {
    sigma: { min: 0.03, max: 30, scaling: "log" },
    decay: { feasible_points: ["constant", "sqrt"] },
  },
  optimizer: ngn,
});
