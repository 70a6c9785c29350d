import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByLearningRate,
  warmupCosine,
} from "steepest";

/**
 * Heavy ball (Polyak's momentum): g ← ∇f(p) + λp, b ← μb + g, p ← p − ηb.
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled L2), `warmup_factor` the fraction of the
 * run spent on linear warmup before the cosine decay; without it η is constant. Polyak 1964.
 */
export default defineSubmission({
  name: "heavy_ball",
  ruleset: "external",
  description: "SGD with heavy-ball momentum, linear warmup and cosine decay",
  paper: "https://doi.org/10.1016/0041-5553(64)90137-5",
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
      momentum({ momentum: 1 - hp.one_minus_momentum }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
