import { defineSubmission } from "steepest";
import { initSmooth, updateSmooth } from "./algorithm.ts";

export default defineSubmission({
  name: "vat_self",
  ruleset: "self",
  description:
    "SGD with momentum whose predictions are smooth in the virtually adversarial direction; one fixed point for every workload",
  paper: "arXiv 1704.03976",
  stateBytesPerParameter: 4,
  hyperparameters: [
    {
      epsilon: 0.05,
      iterations: 1,
      lr: 0.1,
      one_minus_momentum: 0.1,
      weight_decay: 0.0005,
      warmup_factor: 0.05,
    },
  ],
  init: initSmooth,
  update: updateSmooth,
});
