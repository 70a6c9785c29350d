import {
  addDecayedWeights,
  chain,
  defineSubmission,
  masked,
  matrixUpTo,
  scaleByAdam,
  scaleByLearningRate,
  shampooFourBit,
  warmupCosine,
} from "steepest";

/**
 * 4-bit Shampoo: Shampoo whose preconditioners are kept as 4-bit eigenvectors. Every T₁ steps V ← Björck(D(V₄)), VΛVᵀ ← eigh(βVΛVᵀ + (1−β)GGᵀ), and so the
 * right side; every T₂ steps L̂ = V(Λ + ε max Λ)^(−¼)Vᵀ, 4 bits off its diagonal; G ← L̂GR̂ in G's length goes into AdamW.
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `weight_decay` λ of AdamW, `shampoo_beta` β, `epsilon` ε, `update_every` T₁, `root_every`
 * T₂, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Six codes are
 * packed into a float32. Wang et al. 2024, arXiv 2405.18144, algorithm 3.
 */
export default defineSubmission({
  name: "shampoo_4bit",
  ruleset: "external",
  description: "Shampoo with 4-bit eigenvector matrices, into AdamW",
  paper: "arXiv 2405.18144",
  stateBytesPerParameter: 11.2,
  hyperparameters: {
    shampoo_beta: { feasible_points: [0.95] },
    epsilon: { feasible_points: [1e-4] },
    update_every: { feasible_points: [10, 50] },
    root_every: { feasible_points: [50] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      masked(
        shampooFourBit({
          beta: hp.shampoo_beta,
          epsilon: hp.epsilon,
          updateEvery: hp.update_every,
          rootEvery: hp.root_every,
        }),
        matrixUpTo(512),
      ),
      scaleByAdam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2 }),
      addDecayedWeights(hp.weight_decay),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
