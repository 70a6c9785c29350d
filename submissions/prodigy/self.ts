import { defineSubmission } from "steepest";
import { prodigy } from "./algorithm.ts";

export default defineSubmission({
  name: "prodigy",
  ruleset: "self",
  description: "Adam that estimates its learning rate (Prodigy), linear warmup and cosine decay",
  paper: "arXiv 2306.06101",
  stateBytesPerParameter: 16,
  hyperparameters: [
    {
      lr: 1,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      weight_decay: 0,
      d0: 1e-6,
      d_coef: 1,
      use_bias_correction: true,
      safeguard_warmup: true,
      slice_p: 1,
      warmup_factor: 0.05,
    },
  ],
  optimizer: prodigy,
});
