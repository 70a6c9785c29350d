import { defineSubmission } from "steepest";
import { sgd } from "./algorithm.ts";

export default defineSubmission({
  name: "sgd",
  ruleset: "external",
  description: "Stochastic gradient descent with linear warmup and cosine decay",
  paper: "https://doi.org/10.1214/aoms/1177729586",
  stateBytesPerParameter: 0,
  hyperparameters: {
    lr: { min: 1e-2, max: 1, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: sgd,
});
