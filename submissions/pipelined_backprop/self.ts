import { defineSubmission } from "steepest";
import { pipelinedBackprop } from "./algorithm.ts";

export default defineSubmission({
  name: "pipelined_backprop_self",
  ruleset: "self",
  description:
    "SGD with momentum on delayed gradients with spike compensation and weight prediction; one fixed point for every workload",
  paper: "arXiv 2003.11666",
  stateBytesPerParameter: 24,
  hyperparameters: [
    {
      lr: 0.01,
      one_minus_momentum: 0.03,
      weight_decay: 0.0005,
      warmup_factor: 0.1,
    },
  ],
  optimizer: pipelinedBackprop,
});
