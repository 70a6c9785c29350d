import {
  addDecayedWeights,
  chain,
  defineSubmission,
  lawaEma,
  scaleByLearningRate,
  scaleByNadam,
  warmupCosine,
} from "steepest";

/**
 * LAWA (EMA): NadamW whose parameters join, every so often, an exponential moving average a ← γa + (1−γ)p that is evaluated.
 *
 * `ema_decay` is γ, `interval_factor` the interval as a fraction of the run (at least a step), `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁,
 * `beta2` β₂, `eps` ε, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay, which
 * ends at `end_factor` of the peak; without it η is constant.
 * Entry of AlgoPerf's first competition, external tuning (Kasimbeg et al. 2025, arXiv 2502.15015); Kaddour 2022, arXiv 2209.14981.
 */
export default defineSubmission({
  name: "lawa_ema",
  ruleset: "external",
  description: "NadamW with an exponential moving average of its latest weights",
  paper: "arXiv 2502.15015",
  stateBytesPerParameter: 12,
  hyperparameters: {
    ema_decay: { feasible_points: [0.8, 0.9, 0.95] },
    interval_factor: { feasible_points: [0.001, 0.01] },
    end_factor: { feasible_points: [0, 0.1, 0.5] },
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    lawaEma(
      chain(
        scaleByNadam({ beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps }),
        addDecayedWeights(hp.weight_decay),
        scaleByLearningRate(
          warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor, endFactor: hp.end_factor }),
        ),
      ),
      {
        decay: hp.ema_decay,
        interval: ({ stepHint }) => Math.max(1, Math.round(hp.interval_factor * stepHint)),
      },
    ),
});
