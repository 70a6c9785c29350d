import { defineSubmission } from "steepest";
import { yogi } from "./algorithm.ts";

export default defineSubmission({
  name: "yogi",
  ruleset: "external",
  description: "Yogi with decoupled weight decay, linear warmup and cosine decay",
  paper: "https://papers.nips.cc/paper/2018/hash/90365351ccc7437a1309dc64e4db32a3-Abstract.html",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [0.001, 1e-5] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: yogi,
});
