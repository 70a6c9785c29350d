import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleByPowerAdam,
  warmupCosine,
  withDefaults,
} from "steepest";

/**
 * NadamP: NadamW with the n-th root in place of the square root.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², m̂ = (β₁m + (1−β₁)g)/(1−β₁ᵏ), v̂ = v/(1−β₂ᵏ), p ← p − η(m̂/(v̂^(1/n) + ε) + λp).
 *
 * `root` is n (2: NadamW), `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ, `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Entry of AlgoPerf's first competition, external tuning (Kasimbeg et al. 2025, arXiv 2502.15015).
 */
export default defineSubmission({
  name: "nadamp",
  ruleset: "external",
  description: "NadamW with the n-th root of the second moment",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 8,
  hyperparameters: {
    root: { min: 1.5, max: 4, scaling: "linear" },
    lr: { min: 1e-3, max: 5e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    return chain(
      scaleByPowerAdam({
        beta1: 1 - hp.one_minus_beta1,
        beta2: hp.beta2,
        eps: hp.eps,
        nesterov: true,
        power: 1 / hp.root,
      }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
