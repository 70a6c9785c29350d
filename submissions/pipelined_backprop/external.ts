import { defineSubmission } from "steepest";
import { pipelinedBackprop } from "./algorithm.ts";

export default defineSubmission({
  name: "pipelined_backprop",
  ruleset: "external",
  description: "SGD with momentum on delayed gradients with spike compensation and weight prediction",
  paper: "arXiv 2003.11666",
  stateBytesPerParameter: 24,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.1, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: pipelinedBackprop,
});
