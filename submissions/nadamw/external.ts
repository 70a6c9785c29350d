import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByNadam,
  warmupCosine,
} from "steepest";

/**
 * NadamW: AdamW with Nesterov's look-ahead on the first moment.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², m̂ = (β₁m + (1−β₁)g)/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ), p ← p − η(m̂/(√v̂ + ε) + λp).
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `warmup_factor` the fraction of
 * the run spent on linear warmup before the cosine decay; without it η is constant.
 * Dozat 2016; AlgoPerf's target-setting NadamW (arXiv 2306.07179).
 */
export default defineSubmission({
  name: "nadamw",
  ruleset: "external",
  description: "NadamW with linear warmup and cosine decay",
  paper: "arXiv 2306.07179",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleByNadam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
