import { defineSubmission } from "steepest";
import { lawaEma } from "./algorithm.ts";

export default defineSubmission({
  name: "lawa_ema",
  ruleset: "external",
  description: "NadamW with an exponential moving average of its latest weights",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 12,
  hyperparameters: {
    ema_decay: { feasible_points: [0.8, 0.9, 0.95] },
    interval_factor: { feasible_points: [0.001, 0.01] },
    end_factor: { feasible_points: [0, 0.1, 0.5] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: lawaEma,
});
