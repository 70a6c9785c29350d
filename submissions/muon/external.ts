import { defineSubmission, withDefaults } from "steepest";
import { muon } from "./algorithm.ts";

export default defineSubmission({
  name: "muon",
  ruleset: "external",
  description: "Muon on matrices and filters, AdamW on vectors, linear warmup and cosine decay",
  paper: "https://kellerjordan.github.io/posts/muon/",
  stateBytesPerParameter: 4.3,
  hyperparameters: {
    lr: { min: 2e-3, max: 0.1, scaling: "log" },
    one_minus_momentum: { feasible_points: [0.05, 0.1] },
    weight_decay: { min: 1e-4, max: 0.1, scaling: "log" },
    adam_lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) =>
    muon(
      withDefaults(point, {
        ns_steps: 5,
        adam_beta1: 0.9,
        adam_beta2: 0.95,
        adam_eps: 1e-10,
        adam_weight_decay: 0,
      }),
    ),
});
