import { baseOptimizer, defineSubmission, lookahead } from "steepest";

/**
 * Lookahead around SGD: k inner steps g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb; then φ ← φ + α(p − φ), p ← φ. The slow weights φ are
 * evaluated.
 *
 * `la_steps` is k (5), `la_alpha` α (0.5), `pullback_momentum` what a synchronisation does to b ("none", "pullback": b ← αb + (1−α)b of the last
 * one, "reset": 0), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `nesterov` whether the inner method looks ahead,
 * `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is
 * constant. Zhang et al. 2019, arXiv 1907.08610.
 */
export default defineSubmission({
  name: "lookahead",
  ruleset: "external",
  description: "Lookahead around SGD with momentum, linear warmup and cosine decay",
  paper: "arXiv 1907.08610",
  stateBytesPerParameter: 8,
  hyperparameters: {
    la_steps: { feasible_points: [5, 10] },
    la_alpha: { feasible_points: [0.5, 0.8] },
    pullback_momentum: { feasible_points: ["none"] },
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    nesterov: { feasible_points: [false, true] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    lookahead(baseOptimizer({ ...hp, momentum: 1 - hp.one_minus_momentum }), {
      steps: hp.la_steps,
      alpha: hp.la_alpha,
      pullbackMomentum: hp.pullback_momentum as "none" | "pullback" | "reset",
    }),
});
