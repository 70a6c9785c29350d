import { defineSubmission } from "steepest";
import { heavyBall } from "./algorithm.ts";

/** Heavy ball at one fixed point for every workload, which `steepest calibrate` found on the suite `quick`: docs/calibration.md. */
export default defineSubmission({
  name: "heavy_ball_self",
  ruleset: "self",
  description:
    "SGD with heavy-ball momentum, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://doi.org/10.1016/0041-5553(64)90137-5",
  stateBytesPerParameter: 4,
  hyperparameters: [
    { lr: 0.19092, one_minus_momentum: 0.27607, weight_decay: 0.00057543, warmup_factor: 0.02 },
  ],
  optimizer: heavyBall,
});
