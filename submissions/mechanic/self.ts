import { defineSubmission } from "steepest";
import { mechanic } from "./algorithm.ts";

export default defineSubmission({
  name: "mechanic",
  ruleset: "self",
  description: "Mechanic around AdamW with linear warmup and cosine decay: no learning rate to tune",
  paper: "arXiv 2306.00144",
  stateBytesPerParameter: 16,
  hyperparameters: [
    {
      base: "adamw",
      lr: 1,
      beta1: 0.9,
      beta2: 0.999,
      weight_decay: 0,
      betas: "0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999",
      s_decay: 0.01,
      s_init: 1e-8,
      m_init: 1e-6,
      eps: 1e-8,
      warmup_factor: 0.05,
    },
  ],
  optimizer: mechanic,
});
