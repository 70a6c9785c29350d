import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * Nesterov's accelerated gradient at one fixed point for every workload. The update and its arguments are those of `nesterov`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Nesterov 1983, in the form of Sutskever et al. 2013.
 */
export default defineSubmission({
  name: "nesterov_self",
  ruleset: "self",
  description:
    "SGD with Nesterov momentum, linear warmup and cosine decay; one fixed point for every workload",
  paper: "https://proceedings.mlr.press/v28/sutskever13.html",
  stateBytesPerParameter: 4,
  hyperparameters: [
    { lr: 0.29998, one_minus_momentum: 0.10057, weight_decay: 0.000004009, warmup_factor: 0.1 },
  ],
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      momentum({ momentum: 1 - hp.one_minus_momentum, nesterov: true }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
