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
 * LAMB: AdamW's update, every layer scaled to the length of its parameters.
 * u = m̂/(√v̂ + ε) + λp, p ← p − η‖p‖/‖u‖ · u with norms per tensor (ratio 1 where either is 0); m̂ and v̂ as Adam's, bias-corrected.
 *
 * `lr` is η (peak of the schedule; the paper's BERT 1e-3 to 1e-2), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-6),
 * `weight_decay` λ (1e-2), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Decay and ratio apply to every tensor.
 * You et al. 2020, arXiv 1904.00962, algorithm 2.
 */
export default defineSubmission({
  name: "lamb",
  ruleset: "external",
  description: "LAMB with linear warmup and cosine decay",
  paper: "arXiv 1904.00962",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 3e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [1e-6] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByTrustRatio(),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
