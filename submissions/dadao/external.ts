import { defineSubmission } from "steepest";
import { dadao } from "./algorithm.ts";

export default defineSubmission({
  name: "dadao",
  ruleset: "external",
  description: "Decentralized asynchronous workers on a graph, with accelerated gradients and gossip (DADAO)",
  paper: "arXiv 2208.00779",
  stateBytesPerParameter: 96,
  hyperparameters: {
    graph: { feasible_points: ["ring", "complete"] },
    smoothness: { min: 0.3, max: 30, scaling: "log" },
    convexity: { min: 1e-4, max: 1e-1, scaling: "log" },
  },
  ...dadao,
});
