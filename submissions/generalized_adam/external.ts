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
 * Generalized Adam: whether to look ahead and whether to precondition are hyperparameters.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², m̂ of m (or, looking ahead, of β₁m + (1−β₁)g), p ← p − η(m̂/(v̂^q + ε) + λp), q = ½ or 0.
 *
 * `nesterov` looks ahead, `power` is q (0: no preconditioning, momentum with bias correction), `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁,
 * `beta2` β₂, `eps` ε (1e-8), `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it
 * η is constant. Entry of AlgoPerf's first competition, external tuning (Kasimbeg et al. 2025, arXiv 2502.15015).
 */
export default defineSubmission({
  name: "generalized_adam",
  ruleset: "external",
  description: "Adam with Nesterov's look-ahead and preconditioning as hyperparameters",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 8,
  hyperparameters: {
    nesterov: { feasible_points: [true, false] },
    power: { feasible_points: [0.5, 0] },
    lr: { min: 5e-4, max: 0.1, scaling: "log" },
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
        nesterov: hp.nesterov,
        power: hp.power,
      }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
