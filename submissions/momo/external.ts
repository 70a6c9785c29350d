import { defineSubmission, momo, warmupCosine } from "steepest";

/**
 * MoMo: momentum with a step size from a model of the loss. f̄, d and γ are averages (β) of f, g and ⟨p, g⟩; with w = 1 + αλ
 * τ = min(α/ρ, (w(f̄ − ρf*) + ⟨p, d⟩ − wγ)₊ / ‖d‖²), p ← (p − τd)/w.
 *
 * `lr` is α, the largest step (peak of the schedule; 1), `beta` β, `weight_decay` λ (proximal), `lb` f* (0), `use_fstar` whether f* is estimated on
 * the way, `bias_correction` whether averages start at 0 with ρ = 1 − βᵏ, instead of the first values with ρ = 1, `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it α is constant. Schaipp et al. 2023, arXiv 2305.07583.
 */
export default defineSubmission({
  name: "momo",
  ruleset: "external",
  description: "MoMo: momentum with a model-based step size under a cosine cap",
  paper: "arXiv 2305.07583",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-2, max: 10, scaling: "log" },
    beta: { feasible_points: [0.9, 0.95] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    lb: { feasible_points: [0] },
    use_fstar: { feasible_points: [false, true] },
    bias_correction: { feasible_points: [false] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    momo({
      learningRate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      beta: hp.beta,
      weightDecay: hp.weight_decay,
      lowerBound: hp.lb,
      useFstar: hp.use_fstar,
      biasCorrection: hp.bias_correction,
    }),
});
