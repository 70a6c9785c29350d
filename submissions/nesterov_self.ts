import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * Nesterov's accelerated gradient at one fixed point for every workload. The update is that of `nesterov`.
 *
 * `lr` is the peak of the schedule, warmed up linearly over `warmup_factor` of the run and decayed by a cosine to the step hint.
 * Nesterov 1983, in the form of Sutskever et al. 2013.
 */
export default defineSubmission({
  name: "nesterov_self",
  ruleset: "self",
  description:
    "SGD with Nesterov momentum at one fixed point, linear warmup and cosine decay over the step hint",
  paper: "https://proceedings.mlr.press/v28/sutskever13.html",
  stateBytesPerParameter: 4,
  hyperparameters: [{ lr: 0.25, momentum: 0.8, weight_decay: 1e-5, warmup_factor: 0.1 }],
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      momentum({ momentum: hp.momentum, nesterov: true }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
