import { defineSubmission } from "steepest";
import { adam } from "./algorithm.ts";

/** Adam with coupled weight decay at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "adam_self",
  ruleset: "self",
  description:
    "Adam with coupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1412.6980",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.0065525,
      one_minus_beta1: 0.28935,
      beta2: 0.99,
      eps: 1e-8,
      weight_decay: 0.00002198,
      warmup_factor: 0.05,
    },
  ],
  optimizer: adam,
});
