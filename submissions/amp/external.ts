import { amp, baseOptimizer, defineSubmission } from "steepest";

/**
 * Adversarial model perturbation around SGD: Δ ← 0; N times Δ ← Δ + ζ∇f(p + Δ), limited to ‖Δ‖ ≤ ε; then g ← ∇f(p + Δ) + λp, b ← μb + g, p ← p − ηb.
 *
 * `epsilon` is ε (0.5), `zeta` ζ (1), `inner_steps` N (1), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor`
 * the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. N + 1 gradients a step.
 * Zheng, Zhang & Mao 2021, arXiv 2010.04925.
 */
export default defineSubmission({
  name: "amp",
  ruleset: "external",
  description: "Adversarial model perturbation around SGD with momentum",
  paper: "arXiv 2010.04925",
  stateBytesPerParameter: 4,
  hyperparameters: {
    epsilon: { min: 5e-2, max: 2, scaling: "log" },
    zeta: { feasible_points: [0.2, 1] },
    inner_steps: { feasible_points: [1] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    amp(
      { epsilon: hp.epsilon, zeta: hp.zeta, steps: hp.inner_steps },
      baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum }),
    ),
});
