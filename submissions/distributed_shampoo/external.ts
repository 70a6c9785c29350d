import {
  addDecayedWeights,
  chain,
  defineSubmission,
  inBlocks,
  momentum,
  scaleByLearningRate,
  scaleByShampoo,
  warmupCosine,
} from "steepest";

/**
 * Distributed Shampoo: Shampoo's direction at the length of Adam's, leaf by leaf. L ← β₂L + (1−β₂)GGᵀ, R likewise, m ← β₁m + (1−β₁)G,
 * S = (L̂ + εI)^(−1/4) m̂ (R̂ + εI)^(−1/4), p ← p − η(S·‖A‖/‖S‖ + λp) with A = m̂/(√v̂ + ε_g); before the start p ← p − η(A + λp).
 *
 * `lr` is η (peak of the schedule), `beta1`, `beta2` and `epsilon` β₁, β₂ and ε, `grafting_beta2` and `grafting_epsilon` those of v and ε_g,
 * `weight_decay` λ, `precondition_frequency` the steps between two computations of the roots, `start_preconditioning_step` the start,
 * `momentum` of the direction, `max_preconditioner_dim` the longest side of the blocks that parameters are cut into, `exponent_1d` and `exponent_2d` the exponents of vectors
 * and matrices (a filter has −1/8); `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Shi et al. 2023, arXiv 2309.06497, algorithm 2.
 */
export default defineSubmission({
  name: "distributed_shampoo",
  ruleset: "external",
  description: "Shampoo grafted to Adam, linear warmup and cosine decay",
  paper: "arXiv 2309.06497",
  stateBytesPerParameter: 33.6,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    epsilon: { feasible_points: [1e-10] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    precondition_frequency: { feasible_points: [20] },
    start_preconditioning_step: { feasible_points: [20] },
    use_bias_correction: { feasible_points: [true] },
    grafting: { feasible_points: ["adam"] },
    grafting_beta2: { feasible_points: [0.99] },
    grafting_epsilon: { feasible_points: [1e-8] },
    momentum: { feasible_points: [0] },
    max_preconditioner_dim: { feasible_points: [256] },
    exponent_1d: { feasible_points: [-0.5] },
    exponent_2d: { feasible_points: [-0.25] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      inBlocks(
        scaleByShampoo({
          beta1: 1 - hp.one_minus_beta1,
          beta2: hp.beta2,
          epsilon: hp.epsilon,
          frequency: hp.precondition_frequency,
          start: hp.start_preconditioning_step,
          biasCorrection: hp.use_bias_correction,
          grafting: hp.grafting,
          graftingBeta2: hp.grafting_beta2,
          graftingEpsilon: hp.grafting_epsilon,
          exponentOf: (order) => [hp.exponent_1d, hp.exponent_2d][order - 1] ?? -1 / (2 * order),
        }),
        hp.max_preconditioner_dim,
      ),
      ...(hp.momentum > 0 ? [momentum({ momentum: hp.momentum })] : []),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
