import { defineSubmission } from "steepest";
import { spectralRegularization } from "./algorithm.ts";

export default defineSubmission({
  name: "spectral_regularization",
  ruleset: "external",
  description: "AdamW with spectral regularisation: largest singular values drawn to 1",
  paper: "arXiv 2406.06811",
  stateBytesPerParameter: 8.1,
  hyperparameters: {
    spectral_decay: { min: 1e-5, max: 1e-2, scaling: "log" },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: spectralRegularization,
});
