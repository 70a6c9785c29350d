import { defineSubmission } from "steepest";
import { yogi } from "./algorithm.ts";

export default defineSubmission({
  name: "yogi_self",
  ruleset: "self",
  description:
    "Yogi with decoupled weight decay, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://papers.nips.cc/paper/2018/hash/90365351ccc7437a1309dc64e4db32a3-Abstract.html",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.01,
      one_minus_beta1: 0.1,
      beta2: 0.99,
      eps: 0.001,
      weight_decay: 0.001,
      warmup_factor: 0.05,
    },
  ],
  optimizer: yogi,
});
