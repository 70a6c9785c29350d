import { defineSubmission } from "steepest";
import { soap } from "./algorithm.ts";

/** SOAP at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "soap_self",
  ruleset: "self",
  description:
    "SOAP (Adam in Shampoo's eigenbasis), linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2409.11321",
  stateBytesPerParameter: 24.9,
  hyperparameters: [
    {
      lr: 0.0042317,
      one_minus_beta1: 0.21033,
      beta2: 0.95,
      shampoo_beta: 0.95,
      eps: 1e-8,
      weight_decay: 0.00074325,
      precondition_frequency: 10,
      max_precond_dim: 256,
      warmup_factor: 0.1,
    },
  ],
  optimizer: soap,
});
