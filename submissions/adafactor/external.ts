import { adafactor, defineSubmission, type Schedule, warmupCosine } from "steepest";

/** ρₖ = min(10⁻², 1/√k); `warmupInit`: min(10⁻⁶k, 1/√k). */
const relativeStep =
  (warmupInit: boolean): Schedule =>
  ({ step: k }) =>
    Math.min(warmupInit ? 1e-6 * k : 1e-2, 1 / Math.sqrt(k));

/**
 * Adafactor: the second moment of a matrix from its row and column means, steps relative to the parameters' size.
 * β₂ₖ = 1 − k^c, R, C ← averages of row and column means of g² + ε₁, V̂ = RCᵀ/mean(R) (vectors: V itself), u = g/√V̂,
 * u ← u / max(1, RMS(u)/d), α = max(ε₂, RMS(p))·ρₖ, p ← p − αλp − αu.
 *
 * `relative_step` sets ρₖ = min(10⁻², 1/√k) (10⁻⁶k under `warmup_init`); else ρₖ is `lr` (peak of the schedule), with `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay. `scale_parameter` false: α = ρₖ. `eps1` ε₁ (1e-30), `eps2` ε₂ (1e-3),
 * `clip_threshold` d (1), `decay_rate` c (−0.8), `beta1` averages αu (0: not), `weight_decay` λ (0). Filters are factored over their
 * last two axes.
 * Shazeer & Stern 2018, arXiv 1804.04235, algorithms 4 and 5.
 */
export default defineSubmission({
  name: "adafactor",
  ruleset: "external",
  description: "Adafactor with steps relative to the parameters, linear warmup and cosine decay",
  paper: "arXiv 1804.04235",
  stateBytesPerParameter: 0.93,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.1, scaling: "log" },
    relative_step: { feasible_points: [false] },
    scale_parameter: { feasible_points: [true] },
    warmup_init: { feasible_points: [false] },
    eps1: { feasible_points: [1e-30] },
    eps2: { feasible_points: [1e-3] },
    clip_threshold: { feasible_points: [1] },
    decay_rate: { feasible_points: [-0.8] },
    beta1: { feasible_points: [0] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    adafactor({
      lr: hp.relative_step
        ? relativeStep(hp.warmup_init)
        : warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      scaleParameter: hp.scale_parameter,
      eps1: hp.eps1,
      eps2: hp.eps2,
      clipThreshold: hp.clip_threshold,
      decayRate: hp.decay_rate,
      beta1: hp.beta1 ?? 0,
      weightDecay: hp.weight_decay ?? 0,
    }),
});
