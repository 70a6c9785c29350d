import { defineSubmission } from "steepest";
import { spsMax } from "./algorithm.ts";

export default defineSubmission({
  name: "sps_max",
  ruleset: "external",
  description: "Gradient descent with stochastic Polyak step sizes (SPS_max)",
  paper: "arXiv 2002.10542",
  stateBytesPerParameter: 0.1,
  hyperparameters: {
    max_step: { min: 0.03, max: 30, scaling: "log" },
    c: { feasible_points: [0.2, 0.5, 1] },
    growth: { feasible_points: [0, 1.01, 1.1] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
  },
  optimizer: spsMax,
});
