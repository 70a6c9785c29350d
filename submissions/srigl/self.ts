import { defineSubmission } from "steepest";
import { srigl } from "./algorithm.ts";

export default defineSubmission({
  name: "srigl_self",
  ruleset: "self",
  description:
    "Structured RigL: constant fan-in sparse training with SGD; one fixed point for every workload",
  paper: "arXiv 2305.02299",
  stateBytesPerParameter: 6.2,
  hyperparameters: [
    {
      sparsity: 0.8,
      period: 50,
      lr: 0.1,
      one_minus_momentum: 0.1,
      weight_decay: 1e-5,
      warmup_factor: 0.05,
    },
  ],
  optimizer: srigl,
});
