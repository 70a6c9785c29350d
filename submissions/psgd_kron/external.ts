import {
  addDecayedWeights,
  chain,
  defineSubmission,
  masked,
  scaleByKron,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * PSGD Kron: a preconditioner QᵀQ with a triangular factor for each side, fitted by gradient descent on its own group.
 * m ← β₁m + (1−β₁)g, v normal, a = Q₁m̂Q₂ᵀ, b = Q₁⁻ᵀvQ₂⁻¹, Q₁ ← Q₁ − μ·triu(aaᵀ − bbᵀ)Q₁/‖aaᵀ + bbᵀ‖ (Q₂ likewise with aᵀa and bᵀb),
 * u = Q₁ᵀQ₁m̂Q₂ᵀQ₂ limited to a root mean square of 1.1, p ← p − η(u + λp).
 *
 * `lr` is η (peak of the schedule), `b1` β₁, `weight_decay` λ (of matrices and filters only), `preconditioner_update_probability` the chance of
 * fitting Q at a step, `max_size_triangular` the longest side with a triangle, `min_ndim_triangular` the fewest axes for one,
 * `memory_save_mode` (`none`, `one_diag`, `all_diag`) makes each leaf's longest or every side diagonal, `momentum_into_precond_update` fits Q to m̂
 * rather than g, `precond_lr` μ, `precond_init_scale` the first Q's product; `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. Li 2018, arXiv 1512.04202.
 */
export default defineSubmission({
  name: "psgd_kron",
  ruleset: "external",
  description: "PSGD with Kronecker factors, linear warmup and cosine decay",
  paper: "arXiv 1512.04202",
  stateBytesPerParameter: 12.7,
  hyperparameters: {
    lr: { min: 5e-4, max: 1e-2, scaling: "log" },
    b1: { feasible_points: [0.9] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    preconditioner_update_probability: { feasible_points: [0.1] },
    max_size_triangular: { feasible_points: [512] },
    min_ndim_triangular: { feasible_points: [2] },
    memory_save_mode: { feasible_points: ["none"] },
    momentum_into_precond_update: { feasible_points: [true] },
    precond_lr: { feasible_points: [0.1] },
    precond_init_scale: { feasible_points: [1] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      scaleByKron({
        beta1: hp.b1,
        probability: hp.preconditioner_update_probability,
        longestSide: hp.max_size_triangular,
        fewestAxes: hp.min_ndim_triangular,
        memorySaveMode: hp.memory_save_mode,
        fitsMomentum: hp.momentum_into_precond_update,
        preconditionerRate: hp.precond_lr,
        initialScale: hp.precond_init_scale,
      }),
      masked(addDecayedWeights(hp.weight_decay), ({ shape }) => shape.length >= 2),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
