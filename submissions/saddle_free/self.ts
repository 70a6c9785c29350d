import { defineSubmission } from "steepest";
import { saddleFree } from "./algorithm.ts";

export default defineSubmission({
  name: "saddle_free_self",
  ruleset: "self",
  description:
    "Saddle-free Newton in a Krylov subspace of Hessian-vector products; one fixed point for every workload",
  paper: "arXiv 1406.2572",
  stateBytesPerParameter: 0,
  hyperparameters: [
    {
      dimensions: 5,
      damping: 0.091704,
      lr: 0.53318,
      max_step: 1,
      warmup_factor: 0.02,
    },
  ],
  optimizer: saddleFree,
});
