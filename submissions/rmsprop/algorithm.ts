import {
  add,
  addDecayedWeights,
  chain,
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
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "alpha" | "eps" | "weight_decay" | "momentum" | "warmup_factor", number>>;

/** v ← αv + (1−α)g², update g / (√v + ε); centred (Graves 2013, arXiv 1308.0850): ḡ ← αḡ + (1−α)g and v − ḡ² under the root. */
export function scaleByRms(
  alpha = 0.99,
  eps = 1e-8,
  centered = false,
): Transform<{ readonly v: Tree; readonly mean?: Tree }> {
  return {
    init: (params) => ({ v: zerosLike(params), ...(centered ? { mean: zerosLike(params) } : {}) }),
    update(g, state) {
      const v = ema(state.v, square(g), alpha);
      if (state.mean === undefined) return { updates: div(g, add(sqrt(v), eps)), state: { v } };
      const mean = ema(state.mean, g, alpha);
      return { updates: div(g, add(sqrt(maximum(sub(v, square(mean)), 0)), eps)), state: { v, mean } };
    },
  };
}

/**
 * RMSprop with momentum: g ← ∇f(p) + λp, v ← αv + (1−α)g², b ← μb + g/(√v + ε), p ← p − ηb.
 *
 * `lr` is η (peak of the schedule; PyTorch's default 1e-2), `alpha` α (0.99), `eps` ε (1e-8), `weight_decay` λ (coupled L2, 0), `momentum` μ
 * (0), `centered` whether the variance takes the place of v (Graves 2013), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. No bias correction.
 * Tieleman & Hinton 2012, lecture 6.5.
 */
export function rmsprop(point: Point) {
  const hp = withDefaults(point, { centered: false });
  return chain(
    addDecayedWeights(hp.weight_decay),
    scaleByRms(hp.alpha, hp.eps, hp.centered),
    momentum({ momentum: hp.momentum ?? 0 }),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
