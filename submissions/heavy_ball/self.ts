import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * Heavy ball at one fixed point for every workload. The update and its arguments are those of `heavy_ball`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Polyak 1964.
 */
export default defineSubmission({
  name: "heavy_ball_self",
  ruleset: "self",
  description:
    "SGD with heavy-ball momentum, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://doi.org/10.1016/0041-5553(64)90137-5",
  stateBytesPerParameter: 4,
  hyperparameters: [
    { lr: 0.048771, one_minus_momentum: 0.21944, weight_decay: 0.0000082223, warmup_factor: 0.05 },
  ],
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      momentum({ momentum: 1 - hp.one_minus_momentum }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
