import { defineSubmission } from "steepest";
import { rmsprop } from "./algorithm.ts";

/** RMSprop with momentum at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "rmsprop_self",
  ruleset: "self",
  description: "RMSprop with momentum, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
  stateBytesPerParameter: 8,
  hyperparameters: [
    { lr: 0.0038376, alpha: 0.9, eps: 1e-8, weight_decay: 0.00025841, momentum: 0, warmup_factor: 0.1 },
  ],
  optimizer: rmsprop,
});
