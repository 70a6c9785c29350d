import {
  add,
  addDecayedWeights,
  chain,
  clip,
  defineSubmission,
  div,
  ema,
  globalMean,
  maximum,
  mul,
  onesLike,
  scaleByLearningRate,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface InertiaState {
  readonly m: Tree;
  readonly v: Tree;
  /** Product of all inertias so far: what m is corrected by. */
  readonly product: Tree;
}

/** β₁ = clip(1 − β₀v̂/v̄, 0, 1−ε) per element, m ← β₁m + (1−β₁)g, update m / (1 − Πβ₁). */
const adaptiveInertia = (beta0: number, beta2: number, eps: number): Transform<InertiaState> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(params), product: onesLike(params) }),
  update(g, state) {
    const v = ema(state.v, square(g), beta2);
    // v̂/v̄ = v / mean(v): the bias corrections cancel. Without any gradient yet the mean is 0, and the inertia the largest.
    const mean = maximum(globalMean(v), 1e-37);
    const beta1 = clip(sub(1, mul(div(v, mean), beta0)), 0, 1 - eps);
    const product = mul(state.product, beta1);
    const m = add(g, mul(sub(state.m, g), beta1));
    return { updates: div(m, sub(1, product)), state: { m, v, product } };
  },
});

/**
 * Adai: the inertia is adapted instead of the learning rate.
 * v ← β₂v + (1−β₂)g², v̂ = v/(1−β₂ᵏ), v̄ = mean of v̂ over all parameters, β₁ = clip(1 − β₀v̂/v̄, 0, 1−ε), m ← β₁m + (1−β₁)g,
 * p ← p − η(m/(1 − Πβ₁) + λp).
 *
 * `lr` is η (peak of the schedule; the paper's 1 on CIFAR), `beta0` β₀ (0.1), `beta2` β₂ (0.99), `eps` ε (1e-3), `weight_decay` λ (5e-4),
 * `decoupled` false couples it (L2; true is AdaiW), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant.
 * Xie et al. 2022, arXiv 2006.15815, algorithm 2.
 */
export default defineSubmission({
  name: "adai",
  ruleset: "external",
  description: "Adai with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2006.15815",
  stateBytesPerParameter: 12,
  hyperparameters: {
    lr: { min: 3e-2, max: 3, scaling: "log" },
    weight_decay: { min: 1e-5, max: 1e-2, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { beta0: 0.1, beta2: 0.99, eps: 1e-3, decoupled: true });
    const decay = addDecayedWeights(hp.weight_decay);
    const inertia = adaptiveInertia(hp.beta0, hp.beta2, hp.eps);
    return chain(
      ...(hp.decoupled ? [inertia, decay] : [decay, inertia]),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
