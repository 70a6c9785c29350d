import { defineSubmission } from "steepest";
import { nadamw } from "./algorithm.ts";

/** NadamW at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "nadamw_self",
  ruleset: "self",
  description: "NadamW with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2306.07179",
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
  optimizer: nadamw,
});
