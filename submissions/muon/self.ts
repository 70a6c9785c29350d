import { defineSubmission } from "steepest";
import { muon } from "./algorithm.ts";

/** Muon at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "muon_self",
  ruleset: "self",
  description:
    "Muon on matrices and filters, AdamW on vectors, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://kellerjordan.github.io/posts/muon/",
  stateBytesPerParameter: 4.3,
  hyperparameters: [
    {
      lr: 0.02105,
      one_minus_momentum: 0.1,
      ns_steps: 5,
      weight_decay: 0.0001199,
      adam_lr: 0.016837,
      adam_beta1: 0.9,
      adam_beta2: 0.95,
      adam_eps: 1e-10,
      adam_weight_decay: 0,
      warmup_factor: 0.05,
    },
  ],
  optimizer: muon,
});
