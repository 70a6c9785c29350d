import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  ema,
  maximum,
  momentum,
  scaleByLearningRate,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

/** v ← αv + (1−α)g², update g / (√v + ε); centred: ḡ ← αḡ + (1−α)g and v − ḡ² under the root. */
const scaleByRms = (
  alpha = 0.99,
  eps = 1e-8,
  centered = false,
): Transform<{ readonly v: Tree; readonly mean?: Tree }> => ({
  init: (params) => ({ v: zerosLike(params), ...(centered ? { mean: zerosLike(params) } : {}) }),
  update(g, state) {
    const v = ema(state.v, square(g), alpha);
    if (state.mean === undefined) return { updates: div(g, add(sqrt(v), eps)), state: { v } };
    const mean = ema(state.mean, g, alpha);
    return { updates: div(g, add(sqrt(maximum(sub(v, square(mean)), 0)), eps)), state: { v, mean } };
  },
});

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
      scaleByRms(hp.alpha, hp.eps, hp.centered),
      momentum({ momentum: hp.momentum ?? 0 }),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    ),
});
