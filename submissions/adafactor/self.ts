import { defineSubmission } from "steepest";
import { adafactor } from "./algorithm.ts";

/** Adafactor at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "adafactor_self",
  ruleset: "self",
  description:
    "Adafactor with steps relative to the parameters, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1804.04235",
  stateBytesPerParameter: 0.93,
  hyperparameters: [
    {
      lr: 0.040998,
      eps1: 1e-30,
      eps2: 0.001,
      clip_threshold: 1,
      decay_rate: -0.8,
      beta1: 0,
      weight_decay: 0.0085273,
      warmup_factor: 0.02,
    },
  ],
  optimizer: adafactor,
});
