import { defineSubmission } from "steepest";
import { initGhosts, largeBatch, updateByGhosts } from "./algorithm.ts";

export default defineSubmission({
  name: "ghost_batch",
  ruleset: "external",
  description:
    "SGD with momentum on large batches with ghost batch normalisation and a learning rate that grows with the root",
  paper: "arXiv 1705.08741",
  stateBytesPerParameter: 4,
  hyperparameters: {
    factor: { feasible_points: [2, 4] },
    ghosts: { feasible_points: [4, 8] },
    lr: { min: 1e-3, max: 0.3, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    max_norm: { feasible_points: [0, 1] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  batchSize: largeBatch,
  init: initGhosts,
  update: updateByGhosts,
});
