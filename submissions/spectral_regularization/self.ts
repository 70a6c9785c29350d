import { defineSubmission } from "steepest";
import { spectralRegularization } from "./algorithm.ts";

export default defineSubmission({
  name: "spectral_regularization_self",
  ruleset: "self",
  description:
    "AdamW with spectral regularisation: largest singular values drawn to 1; one fixed point for every workload",
  paper: "arXiv 2406.06811",
  stateBytesPerParameter: 8.1,
  hyperparameters: [
    {
      spectral_decay: 0.0001,
      lr: 0.003,
      one_minus_beta1: 0.2,
      beta2: 0.95,
      weight_decay: 0.001,
      warmup_factor: 0.02,
    },
  ],
  optimizer: spectralRegularization,
});
