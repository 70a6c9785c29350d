import { defineSubmission } from "steepest";
import { updateSaddleFree } from "./algorithm.ts";

export default defineSubmission({
  name: "saddle_free_self",
  ruleset: "self",
  description:
    "Saddle-free Newton in a Krylov subspace of Hessian-vector products; one fixed point for every workload",
  paper: "arXiv 1406.2572",
  stateBytesPerParameter: 0,
  hyperparameters: [
    {
      dimensions: 3,
      damping: 0.043568,
      lr: 0.91666,
      max_step: 3,
      warmup_factor: 0.05,
    },
  ],
  init: () => null,
  update: updateSaddleFree,
});
