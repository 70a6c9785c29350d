import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByAdam,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * AdamW: Adam with decoupled weight decay.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², m̂ = m/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ), p ← p − η(m̂/(√v̂ + ε) + λp).
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `warmup_factor` the fraction of
 * the run spent on linear warmup before the cosine decay; without it η is constant.
 * Loshchilov & Hutter 2019, arXiv 1711.05101.
 */
export default defineSubmission({
  name: "adamw",
  ruleset: "external",
  description: "AdamW with linear warmup and cosine decay",
  paper: "arXiv 1711.05101",
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
      scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
