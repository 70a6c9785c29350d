import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByAdam,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * AdamW at one fixed point for every workload. The update is that of `adamw`.
 *
 * `lr` is the peak of the schedule, warmed up linearly over `warmup_factor` of the run and decayed by a cosine to the step hint.
 * Loshchilov & Hutter 2019, arXiv 1711.05101.
 */
export default defineSubmission({
  name: "adamw_self",
  ruleset: "self",
  description: "AdamW at one fixed point, linear warmup and cosine decay over the step hint",
  paper: "arXiv 1711.05101",
  stateBytesPerParameter: 8,
  hyperparameters: [{ lr: 7e-3, beta1: 0.85, beta2: 0.98, weight_decay: 0.05, warmup_factor: 0.05 }],
  optimizer: (hp) =>
    chain(
      scaleByAdam({ beta1: hp.beta1, beta2: hp.beta2 }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
