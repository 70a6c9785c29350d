import { defineSubmission } from "steepest";
import { initLinear, updateLinear } from "./algorithm.ts";

export default defineSubmission({
  name: "elle_self",
  ruleset: "self",
  description:
    "Single-step adversarial training that keeps the loss linear in the inputs, with momentum SGD; one fixed point for every workload",
  paper: "arXiv 2401.11618",
  stateBytesPerParameter: 4,
  hyperparameters: [
    {
      radius: 0.05,
      lambda: 3,
      lr: 0.1,
      one_minus_momentum: 0.1,
      weight_decay: 0.0005,
      warmup_factor: 0.05,
    },
  ],
  init: initLinear,
  update: updateLinear,
});
