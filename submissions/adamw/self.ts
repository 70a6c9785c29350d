import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByAdam,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * AdamW at one fixed point for every workload. The update and its arguments are those of `adamw`.
 *
 * The point is what `steepest calibrate` found on the suite `quick`: docs/calibration.md. Loshchilov & Hutter 2019, arXiv 1711.05101.
 */
export default defineSubmission({
  name: "adamw_self",
  ruleset: "self",
  description: "AdamW with linear warmup and cosine decay; one fixed point for every workload",
  paper: "arXiv 1711.05101",
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
      scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
