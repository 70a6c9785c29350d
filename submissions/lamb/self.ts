import { defineSubmission } from "steepest";
import { lamb } from "./algorithm.ts";

/** LAMB at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "lamb_self",
  ruleset: "self",
  description: "LAMB with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1904.00962",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.018444,
      one_minus_beta1: 0.23149,
      beta2: 0.999,
      eps: 0.000001,
      weight_decay: 0.1426,
      warmup_factor: 0.02,
    },
  ],
  optimizer: lamb,
});
