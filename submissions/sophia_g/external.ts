import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByLearningRate,
  scaleBySophia,
  warmupCosine,
} from "steepest";

/**
 * Sophia-G: momentum over a diagonal curvature, clipped to a sign step. m ← β₁m + (1−β₁)g, every T steps h ← β₂h + (1−β₂)B·ĝ² with ĝ
 * the gradient for labels drawn from the model's predictions on the B examples, p ← p − η(sign(m)·min(|m|/(ρh), 1) + λp).
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `rho` ρ, `hessian_interval` T (steps), `weight_decay` λ;
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Where the loss has no classes
 * ĝ = g. Liu et al. 2023, arXiv 2305.14342.
 */
export default defineSubmission({
  name: "sophia_g",
  ruleset: "external",
  description: "Sophia with the Gauss–Newton–Bartlett estimate, linear warmup and cosine decay",
  paper: "arXiv 2305.14342",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 2e-4, max: 1e-2, scaling: "log" },
    one_minus_beta1: { feasible_points: [0.035, 0.1] },
    beta2: { feasible_points: [0.99] },
    rho: { min: 1e-2, max: 1, scaling: "log" },
    hessian_interval: { feasible_points: [10] },
    weight_decay: { min: 1e-3, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleBySophia({
        beta1: 1 - hp.one_minus_beta1,
        beta2: hp.beta2,
        rho: hp.rho,
        interval: hp.hessian_interval,
      }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
