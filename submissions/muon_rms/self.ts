import { defineSubmission } from "steepest";
import { muonRms } from "./algorithm.ts";

export default defineSubmission({
  name: "muon_rms_self",
  ruleset: "self",
  description:
    "Muon with updates of the size of AdamW's (Moonlight), linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2502.16982",
  stateBytesPerParameter: 5.79,
  hyperparameters: [
    {
      lr: 0.003,
      one_minus_momentum: 0.1,
      beta2: 0.95,
      weight_decay: 0.001,
      warmup_factor: 0.02,
    },
  ],
  optimizer: muonRms,
});
