import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByAdam,
  scaleByLearningRate,
  scaleByTrustRatio,
  warmupCosine,
} from "steepest";

/**
 * LAMB at one fixed point for every workload. The update and its arguments are those of `lamb`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. You et al. 2020, arXiv 1904.00962, algorithm 2.
 */
export default defineSubmission({
  name: "lamb_self",
  ruleset: "self",
  description: "LAMB with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1904.00962",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.017703,
      one_minus_beta1: 0.18888,
      beta2: 0.95,
      eps: 0.000001,
      weight_decay: 0.01217,
      warmup_factor: 0.05,
    },
  ],
  optimizer: (hp) =>
    chain(
      scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByTrustRatio(),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
