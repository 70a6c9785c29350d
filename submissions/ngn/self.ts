import { defineSubmission } from "steepest";
import { ngn } from "./algorithm.ts";

export default defineSubmission({
  name: "ngn_self",
  ruleset: "self",
  description:
    "Gradient descent with non-negative Gauss-Newton step sizes (NGN); one fixed point for every workload",
  paper: "arXiv 2407.04358",
  stateBytesPerParameter: 0,
  hyperparameters: [
    {
      sigma: 1,
      decay: "constant",
    },
  ],
  optimizer: ngn,
});
