import { defineSubmission } from "steepest";
import { adamax } from "./algorithm.ts";

export default defineSubmission({
  name: "adamax_self",
  ruleset: "self",
  description:
    "AdaMax with decoupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1412.6980",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.01,
      one_minus_beta1: 0.1,
      beta2: 0.99,
      weight_decay: 0.001,
      warmup_factor: 0.05,
    },
  ],
  optimizer: adamax,
});
