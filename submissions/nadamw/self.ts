import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByNadam,
  warmupCosine,
} from "steepest";

/**
 * NadamW at one fixed point for every workload. The update and its arguments are those of `nadamw`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Dozat 2016; AlgoPerf's target-setting NadamW (arXiv 2306.07179).
 */
export default defineSubmission({
  name: "nadamw_self",
  ruleset: "self",
  description: "NadamW with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 2306.07179",
  stateBytesPerParameter: 8,
  hyperparameters: [
    {
      lr: 0.0027284,
      one_minus_beta1: 0.20726,
      beta2: 0.95,
      eps: 1e-8,
      weight_decay: 0.0011775,
      warmup_factor: 0.02,
    },
  ],
  optimizer: (hp) =>
    chain(
      scaleByNadam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
