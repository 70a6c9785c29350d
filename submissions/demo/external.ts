import { defineSubmission, withDefaults } from "steepest";
import { demo } from "./algorithm.ts";

export default defineSubmission({
  name: "demo",
  ruleset: "external",
  description: "Decoupled momentum (DeMo) on four workers, linear warmup and cosine decay",
  paper: "arXiv 2411.19870",
  stateBytesPerParameter: 16,
  hyperparameters: {
    workers: { feasible_points: [4] },
    lr: { min: 1e-4, max: 1e-2, scaling: "log" },
    compression_decay: { feasible_points: [0.9, 0.99, 0.999] },
    compression_topk: { feasible_points: [8, 32] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => demo(withDefaults(point, { compression_chunk: 64 })),
});
