import { defineSubmission, withDefaults } from "steepest";
import { adafactor } from "./algorithm.ts";

export default defineSubmission({
  name: "adafactor",
  ruleset: "external",
  description: "Adafactor with steps relative to the parameters, linear warmup and cosine decay",
  paper: "arXiv 1804.04235",
  stateBytesPerParameter: 0.93,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.1, scaling: "log" },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) =>
    adafactor(
      withDefaults(point, { eps1: 1e-30, eps2: 1e-3, clip_threshold: 1, decay_rate: -0.8, beta1: 0 }),
    ),
});
