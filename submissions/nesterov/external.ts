import { defineSubmission } from "steepest";
import { nesterov } from "./algorithm.ts";

export default defineSubmission({
  name: "nesterov",
  ruleset: "external",
  description: "SGD with Nesterov momentum, linear warmup and cosine decay",
  paper: "https://proceedings.mlr.press/v28/sutskever13.html",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: nesterov,
});
