import {
  addDecayedWeights,
  chain,
  defineSubmission,
  inBlocks,
  scaleByLearningRate,
  scaleByShampoo,
  warmupCosine,
} from "steepest";

/**
 * Shampoo: a full-matrix preconditioner for each side of a parameter. L ← L + GGᵀ, R ← R + GᵀG,
 * p ← p − η((L + εI)^(−1/4) G (R + εI)^(−1/4) + λp); a vector has one factor and exponent −1/2, a filter one for each axis and −1/8.
 *
 * `lr` is η (peak of the schedule), `epsilon` ε, `weight_decay` λ (decoupled), `precondition_frequency` the steps between two
 * computations of the roots, `start_preconditioning_step` the first that is preconditioned; `beta2` below 1 makes the sums averages (bias-
 * corrected with `use_bias_correction`), `beta1` averages the gradient, `exponent_1d` and `exponent_2d` are the exponents; sides
 * are cut in blocks of at most `max_preconditioner_dim`; `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without
 * it η is constant. Gupta et al. 2018, arXiv 1802.09568.
 */
export default defineSubmission({
  name: "shampoo",
  ruleset: "external",
  description: "Shampoo without grafting, linear warmup and cosine decay",
  paper: "arXiv 1802.09568",
  stateBytesPerParameter: 25.6,
  hyperparameters: {
    lr: { min: 1e-2, max: 1, scaling: "log" },
    beta1: { feasible_points: [0] },
    beta2: { feasible_points: [1] },
    epsilon: { feasible_points: [1e-4, 1e-2] },
    weight_decay: { min: 1e-6, max: 1e-2, scaling: "log" },
    precondition_frequency: { feasible_points: [20] },
    start_preconditioning_step: { feasible_points: [1] },
    use_bias_correction: { feasible_points: [false] },
    exponent_1d: { feasible_points: [-0.5] },
    exponent_2d: { feasible_points: [-0.25] },
    max_preconditioner_dim: { feasible_points: [256] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      inBlocks(
        scaleByShampoo({
          beta1: hp.beta1,
          beta2: hp.beta2,
          epsilon: hp.epsilon,
          frequency: hp.precondition_frequency,
          start: hp.start_preconditioning_step,
          biasCorrection: hp.use_bias_correction,
          exponentOf: (order) => [hp.exponent_1d, hp.exponent_2d][order - 1] ?? -1 / (2 * order),
        }),
        hp.max_preconditioner_dim,
      ),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
