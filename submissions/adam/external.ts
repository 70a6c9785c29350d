import {
  addDecayedWeights,
  chain,
  defineSubmission,
  scaleByAdam,
  scaleByAmsgrad,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * Adam with coupled (L2) weight decay.
 * g ← ∇f(p) + λp, m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − η · m/(1−β₁ᵏ) / (√(v/(1−β₂ᵏ)) + ε).
 *
 * `lr` is η (peak of the schedule; the paper's default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8),
 * `weight_decay` λ (0), `amsgrad` whether v never falls (see `amsgrad`), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant.
 * Kingma & Ba 2015, arXiv 1412.6980, algorithm 1.
 */
export default defineSubmission({
  name: "adam",
  ruleset: "external",
  description: "Adam with coupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 1412.6980",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    amsgrad: { feasible_points: [false] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(hp) {
    const moments = { beta1: 1 - hp.one_minus_beta1, beta2: hp.beta2, eps: hp.eps };
    return chain(
      addDecayedWeights(hp.weight_decay),
      hp.amsgrad ? scaleByAmsgrad(moments) : scaleByAdam(moments),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
