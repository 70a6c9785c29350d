import {
  addDecayedWeights,
  chain,
  clip,
  defineSubmission,
  div,
  ema,
  maximum,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface AdoptState {
  readonly m: Tree;
  readonly v: Tree;
}

/** g is divided by the v of the steps before it, clipped, then averaged. `clipPower` is a in c = (k − 1)ᵃ; without it nothing is clipped. */
const scaleByAdopt = (
  beta1: number,
  beta2: number,
  eps: number,
  clipPower: number | undefined,
): Transform<AdoptState> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
  update(g, state, { step: k }) {
    if (k === 1) return { updates: zerosLike(g), state: { m: state.m, v: square(g) } };
    const u = div(g, maximum(sqrt(state.v), eps));
    const limit = clipPower === undefined ? null : (k - 1) ** clipPower;
    const m = ema(state.m, limit === null ? u : clip(u, -limit, limit), beta1);
    return { updates: m, state: { m, v: ema(state.v, square(g), beta2) } };
  },
});

/** Decoupled decay starts with the second step, as the parameters do. */
const fromSecondStep = <State>(transform: Transform<State>): Transform<State> => ({
  ...transform,
  update: (g, state, ctx) => (ctx.step === 1 ? { updates: g, state } : transform.update(g, state, ctx)),
});

/**
 * ADOPT: Adam that converges with any β₂, because v never contains the gradient that it divides.
 * k = 1: v ← g². Then u = clip(g / max(√v, ε), ±(k−1)^¼), m ← β₁m + (1−β₁)u, p ← p − η(m + λp), v ← β₂v + (1−β₂)g².
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.9999), `eps` ε (1e-6), `weight_decay` λ (0),
 * `decouple` false couples it (L2), `clip` a in the bound (k − 1)ᵃ on |u| (¼; left out: no bound), `warmup_factor` the fraction of the run spent
 * on linear warmup before the cosine decay; without it η is constant. No bias correction.
 * Taniguchi et al. 2024, arXiv 2411.02853, algorithm 2 (v3).
 */
export default defineSubmission({
  name: "adopt",
  ruleset: "external",
  description: "ADOPT with clipping and decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2411.02853",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999, 0.9999] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-6, clip: 0.25, decouple: true });
    const decay = addDecayedWeights(hp.weight_decay);
    const adopt = scaleByAdopt(1 - hp.one_minus_beta1, hp.beta2, hp.eps, hp.clip);
    return chain(
      ...(hp.decouple ? [adopt, fromSecondStep(decay)] : [decay, adopt]),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
