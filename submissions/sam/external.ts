import { baseOptimizer, defineSubmission, sam } from "steepest";

/**
 * Sharpness-aware minimisation around SGD: e = ρ·g/‖g‖, g₂ = ∇f(p + e), then one step of the base method with g₂ at p:
 * g₂ ← g₂ + λp, b ← μb + g₂, p ← p − ηb. Two gradients a step.
 *
 * `rho` is ρ (0.05), `adaptive` whether the neighbourhood is scaled by |p| (ASAM), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ,
 * `nesterov` whether the base looks ahead, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before
 * the cosine decay; without it η is constant. Foret et al. 2021, arXiv 2010.01412; ASAM: arXiv 2102.11600.
 */
export default defineSubmission({
  name: "sam",
  ruleset: "external",
  description: "Sharpness-aware minimisation around SGD with momentum, linear warmup and cosine decay",
  paper: "arXiv 2010.01412",
  stateBytesPerParameter: 4,
  hyperparameters: {
    rho: { min: 1e-2, max: 0.5, scaling: "log" },
    adaptive: { feasible_points: [false] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) => sam(hp, baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum })),
});
