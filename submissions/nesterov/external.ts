import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * Nesterov's accelerated gradient: g ← ∇f(p) + λp, b ← μb + g, p ← p − η(g + μb).
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled L2), `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. Nesterov 1983, in the form of Sutskever et al. 2013.
 */
export default defineSubmission({
  name: "nesterov",
  ruleset: "external",
  description: "SGD with Nesterov momentum, linear warmup and cosine decay",
  paper: "https://proceedings.mlr.press/v28/sutskever13.html",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      momentum({ momentum: 1 - hp.one_minus_momentum, nesterov: true }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
