import {
  addDecayedWeights,
  chain,
  defineSubmission,
  masked,
  matrixUpTo,
  scaleByAdam,
  scaleByCaspr,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

const isSmall = matrixUpTo(512);

/**
 * CASPR: Shampoo's axes combined by a sum instead of a product. L ← β₂L + (1−β₂)GGᵀ, R ← β₂R + (1−β₂)GᵀG, with X(M) = ½(L^(−¼)M + MR^(−¼)) the
 * direction is X(X(M)), M Adam's first moment, in the length of Adam's update (grafting); AdamW on all else.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `epsilon` what is added to eigenvalues, `frequency` steps between two
 * computations of the roots, `weight_decay` λ (decoupled), `warmup_factor` the fraction of the run spent on linear warmup before the
 * cosine decay; without it η is constant. Duvvuri et al. 2024, "Combining Axes Preconditioners through Kronecker Approximation", ICLR.
 */
export default defineSubmission({
  name: "caspr",
  ruleset: "external",
  description: "CASPR with Adam grafting on matrices, AdamW on all else",
  paper: "https://openreview.net/forum?id=8j9hz8DVi8",
  stateBytesPerParameter: 21.2,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    epsilon: { feasible_points: [1e-6] },
    frequency: { feasible_points: [10] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      masked(scaleByCaspr({ ...hp, beta1: 1 - hp.one_minus_beta1 }), isSmall),
      masked(scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2 }), (leaf) => !isSmall(leaf)),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
