import { defineSubmission } from "steepest";
import { linearNowcasting } from "./algorithm.ts";

export default defineSubmission({
  name: "linear_nowcasting_self",
  ruleset: "self",
  description:
    "AdamW with periodic jumps along the line through the latest weights; one fixed point for every workload",
  paper: "arXiv 2409.04434",
  stateBytesPerParameter: 28,
  hyperparameters: [
    {
      period: 20,
      horizon: 10,
      lr: 0.003,
      one_minus_beta1: 0.2,
      beta2: 0.95,
      weight_decay: 0.001,
      warmup_factor: 0.02,
    },
  ],
  optimizer: linearNowcasting,
});
