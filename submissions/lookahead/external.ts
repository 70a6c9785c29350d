import { defineSubmission } from "steepest";
import { lookahead } from "./algorithm.ts";

export default defineSubmission({
  name: "lookahead",
  ruleset: "external",
  description: "Lookahead around SGD with momentum, linear warmup and cosine decay",
  paper: "arXiv 1907.08610",
  stateBytesPerParameter: 8,
  hyperparameters: {
    la_steps: { feasible_points: [5, 10] },
    la_alpha: { feasible_points: [0.5, 0.8] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: lookahead,
});
