import { defineSubmission } from "steepest";
import { muonRms } from "./algorithm.ts";

export default defineSubmission({
  name: "muon_rms",
  ruleset: "external",
  description: "Muon with updates of the size of AdamW's (Moonlight), linear warmup and cosine decay",
  paper: "arXiv 2502.16982",
  stateBytesPerParameter: 5.79,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_momentum: { feasible_points: [0.05, 0.1] },
    beta2: { feasible_points: [0.95, 0.99] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: muonRms,
});
