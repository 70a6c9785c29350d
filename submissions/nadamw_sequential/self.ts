import { defineSubmission } from "steepest";
import { nadamwSequential } from "./algorithm.ts";

export default defineSubmission({
  name: "nadamw_sequential",
  ruleset: "self",
  description: "NadamW at three fixed points, one run after the other",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 8,
  hyperparameters: [{ run_factor: 1 }],
  optimizer: nadamwSequential,
});
