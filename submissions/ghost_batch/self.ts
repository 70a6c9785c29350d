import { defineSubmission } from "steepest";
import { initGhosts, largeBatch, updateByGhosts } from "./algorithm.ts";

export default defineSubmission({
  name: "ghost_batch_self",
  ruleset: "self",
  description:
    "SGD with momentum on large batches with ghost batch normalisation and a learning rate that grows with the root; one fixed point for every workload",
  paper: "arXiv 1705.08741",
  stateBytesPerParameter: 4,
  hyperparameters: [
    {
      factor: 2,
      ghosts: 2,
      lr: 0.1,
      one_minus_momentum: 0.1,
      weight_decay: 1e-5,
      max_norm: 0,
      warmup_factor: 0.05,
    },
  ],
  batchSize: largeBatch,
  init: initGhosts,
  update: updateByGhosts,
});
