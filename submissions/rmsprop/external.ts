import {
  addDecayedWeights,
  chain,
  defineSubmission,
  momentum,
  scaleByLearningRate,
  scaleByRms,
  warmupCosine,
} from "steepest";

/**
 * RMSprop with momentum: g ← ∇f(p) + λp, v ← αv + (1−α)g², b ← μb + g/(√v + ε), p ← p − ηb.
 *
 * `lr` is η (peak of the schedule; PyTorch's default 1e-2), `alpha` α (0.99), `eps` ε (1e-8), `weight_decay` λ (coupled L2, 0), `momentum` μ
 * (0), `centered` whether the variance takes the place of v (Graves 2013), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. No bias correction.
 * Tieleman & Hinton 2012, lecture 6.5.
 */
export default defineSubmission({
  name: "rmsprop",
  ruleset: "external",
  description: "RMSprop with momentum, linear warmup and cosine decay",
  paper: "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 1e-4, max: 1e-2, scaling: "log" },
    alpha: { feasible_points: [0.9, 0.99, 0.999] },
    eps: { feasible_points: [1e-8] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    momentum: { feasible_points: [0, 0.9] },
    centered: { feasible_points: [false] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer: (hp) =>
    chain(
      addDecayedWeights(hp.weight_decay),
      scaleByRms(hp),
      momentum({ momentum: hp.momentum ?? 0 }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
