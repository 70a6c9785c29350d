import { defineSubmission } from "steepest";
import { came } from "./algorithm.ts";

export default defineSubmission({
  name: "came",
  ruleset: "external",
  description:
    "CAME (confidence-guided Adafactor) with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2307.02047",
  stateBytesPerParameter: 5.57,
  hyperparameters: {
    lr: { min: 1e-4, max: 1e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    beta3: { feasible_points: [0.999, 0.9999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: came,
});
