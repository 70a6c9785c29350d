import { defineSubmission } from "steepest";
import { heavyBall } from "./algorithm.ts";

export default defineSubmission({
  name: "heavy_ball",
  ruleset: "external",
  description: "SGD with heavy-ball momentum, linear warmup and cosine decay",
  paper: "https://doi.org/10.1016/0041-5553(64)90137-5",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: heavyBall,
});
