import { defineSubmission } from "steepest";
import { sSte } from "./algorithm.ts";

export default defineSubmission({
  name: "s_ste_self",
  ruleset: "self",
  description:
    "AdamW on latent weights with continuous 2:4 pruning (S-STE); one fixed point for every workload",
  paper: "arXiv 2409.09099",
  stateBytesPerParameter: 10.1,
  hyperparameters: [
    {
      lr: 0.003,
      one_minus_beta1: 0.2,
      beta2: 0.95,
      weight_decay: 0.001,
      warmup_factor: 0.02,
      fp8: true,
    },
  ],
  optimizer: sSte,
});
