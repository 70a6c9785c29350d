import { defineSubmission } from "steepest";
import { spsMax } from "./algorithm.ts";

export default defineSubmission({
  name: "sps_max_self",
  ruleset: "self",
  description:
    "Gradient descent with stochastic Polyak step sizes (SPS_max); one fixed point for every workload",
  paper: "arXiv 2002.10542",
  stateBytesPerParameter: 0.1,
  hyperparameters: [
    {
      max_step: 1,
      c: 0.5,
      growth: 1.01,
      weight_decay: 0.0,
    },
  ],
  optimizer: spsMax,
});
