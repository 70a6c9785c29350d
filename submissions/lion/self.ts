import { defineSubmission } from "steepest";
import { lion } from "./algorithm.ts";

/** Lion at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "lion_self",
  ruleset: "self",
  description:
    "Lion with decoupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2302.06675",
  stateBytesPerParameter: 4,
  hyperparameters: [
    { lr: 0.0019188, one_minus_beta1: 0.2525, beta2: 0.95, weight_decay: 0.62512, warmup_factor: 0.1 },
  ],
  optimizer: lion,
});
