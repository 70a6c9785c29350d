import { defineSubmission } from "steepest";
import { caspr } from "./algorithm.ts";

export default defineSubmission({
  name: "caspr",
  ruleset: "external",
  description: "CASPR with Adam grafting on matrices, AdamW on all else",
  paper: "https://openreview.net/forum?id=8j9hz8DVi8",
  stateBytesPerParameter: 21.2,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: caspr,
});
