import { defineSubmission } from "steepest";
import { scheduleFreeAdamw } from "./algorithm.ts";

/** Schedule-free AdamW at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "schedule_free_adamw_self",
  ruleset: "self",
  description: "Schedule-free AdamW with linear warmup; one fixed point for every workload",
  paper: "arXiv 2405.15682",
  stateBytesPerParameter: 12,
  hyperparameters: [
    {
      lr: 0.017968,
      one_minus_beta1: 0.13495,
      beta2: 0.99,
      eps: 1e-8,
      weight_decay: 0.003593,
      r: 0,
      weight_lr_power: 2,
      warmup_factor: 0.05,
    },
  ],
  optimizer: scheduleFreeAdamw,
});
