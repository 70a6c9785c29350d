import { defineSubmission, withDefaults } from "steepest";
import { rmsprop } from "./algorithm.ts";

export default defineSubmission({
  name: "rmsprop",
  ruleset: "external",
  description: "RMSprop with momentum, linear warmup and cosine decay",
  paper: "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 1e-4, max: 1e-2, scaling: "log" },
    alpha: { feasible_points: [0.9, 0.99, 0.999] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    momentum: { feasible_points: [0, 0.9] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (point) => rmsprop(withDefaults(point, { eps: 1e-8 })),
});
