import { defineSubmission } from "steepest";
import { adamw } from "./algorithm.ts";

/** AdamW at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "adamw_self",
  ruleset: "self",
  description: "AdamW with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1711.05101",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.0027284,
      one_minus_beta1: 0.20726,
      beta2: 0.95,
      eps: 1e-8,
      weight_decay: 0.0011775,
      warmup_factor: 0.02,
    },
  ],
  optimizer: adamw,
});
