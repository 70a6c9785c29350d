import { defineSubmission } from "steepest";
import { dadao } from "./algorithm.ts";

export default defineSubmission({
  name: "dadao_self",
  ruleset: "self",
  description:
    "Decentralized asynchronous workers on a graph, with accelerated gradients and gossip (DADAO); one fixed point for every workload",
  paper: "arXiv 2208.00779",
  stateBytesPerParameter: 96,
  hyperparameters: [{ graph: "complete", smoothness: 3, convexity: 0.01 }],
  ...dadao,
});
