import { defineSubmission, momo, warmupCosine } from "steepest";

/**
 * MoMo-Adam: Adam with a step size from a model of the loss. f̄, d and γ are averages (β₁) of f, g and ⟨p, g⟩, v of g² (β₂), D = √v̂ + ε,
 * ρ = 1 − β₁ᵏ; with w = 1 + αλ, τ = min(α/ρ, (w(f̄ − ρf*) + ⟨p, d⟩ − wγ)₊ / ⟨d, d/D⟩), p ← (p − τd/D)/w.
 *
 * `lr` is α, the largest step (peak of the schedule; 1e-2), `beta1` β₁, `beta2` β₂, `eps` ε, `weight_decay` λ, `divide` whether it is proximal (÷w) or
 * AdamW's (·(1 − αλ) first), `lb` f* (0), `use_fstar` whether f* is estimated on the way, `warmup_factor` the fraction of the run spent on
 * linear warmup before the cosine decay; without it α is constant. Schaipp et al. 2023, arXiv 2305.07583.
 */
export default defineSubmission({
  name: "momo_adam",
  ruleset: "external",
  description: "MoMo-Adam: Adam with a model-based step size under a cosine cap",
  paper: "arXiv 2305.07583",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.1, scaling: "log" },
    beta1: { feasible_points: [0.9] },
    beta2: { feasible_points: [0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    divide: { feasible_points: [true] },
    lb: { feasible_points: [0] },
    use_fstar: { feasible_points: [false, true] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    momo({
      learningRate: warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      beta: hp.beta1,
      beta2: hp.beta2 ?? 0.999,
      eps: hp.eps,
      weightDecay: hp.weight_decay,
      divide: hp.divide,
      lowerBound: hp.lb,
      useFstar: hp.use_fstar,
      biasCorrection: true,
    }),
});
