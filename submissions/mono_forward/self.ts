import { defineSubmission } from "steepest";
import { monoForward } from "./algorithm.ts";

export default defineSubmission({
  name: "mono_forward_self",
  ruleset: "self",
  description:
    "Mono-Forward: every block trained by Adam on a loss of its own, without backpropagation between blocks; one fixed point for every workload",
  paper: "arXiv 2501.09238",
  stateBytesPerParameter: 8,
  hyperparameters: [{ lr: 0.003, beta1: 0.8, beta2: 0.95, warmup_factor: 0.02 }],
  ...monoForward,
});
