import { defineSubmission } from "steepest";
import { nesterov } from "./algorithm.ts";

/** Nesterov's accelerated gradient at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "nesterov_self",
  ruleset: "self",
  description:
    "SGD with Nesterov momentum, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://proceedings.mlr.press/v28/sutskever13.html",
  stateBytesPerParameter: 4,
  hyperparameters: [
    { lr: 0.098451, one_minus_momentum: 0.11244, weight_decay: 0.0000012058, warmup_factor: 0.05 },
  ],
  optimizer: nesterov,
});
