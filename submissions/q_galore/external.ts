import { defineSubmission } from "steepest";
import { qGalore } from "./algorithm.ts";

export default defineSubmission({
  name: "q_galore",
  ruleset: "external",
  description: "GaLore with 4-bit projectors, 8-bit moments and stochastically rounded 8-bit weights",
  paper: "arXiv 2407.08296",
  stateBytesPerParameter: 6.7,
  hyperparameters: {
    lr: { min: 1e-3, max: 5e-2, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    rank: { feasible_points: [16, 32] },
    update_proj_gap: { feasible_points: [50, 200] },
    scale: { feasible_points: [0.25, 1] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: qGalore,
});
