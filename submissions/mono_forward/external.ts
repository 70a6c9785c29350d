import { defineSubmission } from "steepest";
import { monoForward } from "./algorithm.ts";

export default defineSubmission({
  name: "mono_forward",
  ruleset: "external",
  description:
    "Mono-Forward: every block trained by Adam on a loss of its own, without backpropagation between blocks",
  paper: "arXiv 2501.09238",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    beta1: { feasible_points: [0.8, 0.9] },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  ...monoForward,
});
