import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByNadam,
  warmupCosine,
} from "steepest";

/**
 * NadamW at one fixed point for every workload: the baseline of the self-tuning ruleset. The update is that of `nadamw`.
 *
 * `lr` is the peak of the schedule, warmed up linearly over `warmup_factor` of the run and decayed by a cosine to the step hint.
 * Dozat 2016; AlgoPerf's target-setting NadamW (arXiv 2306.07179).
 */
export default defineSubmission({
  name: "nadamw_self",
  ruleset: "self",
  description:
    "Self-tuning baseline: NadamW at one fixed point, linear warmup and cosine decay over the step hint",
  paper: "arXiv 2306.07179",
  stateBytesPerParameter: 8,
  hyperparameters: [{ lr: 7e-3, beta1: 0.85, beta2: 0.98, weight_decay: 0.05, warmup_factor: 0.05 }],
  optimizer: (hp) =>
    chain(
      scaleByNadam({ beta1: hp.beta1, beta2: hp.beta2 }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
