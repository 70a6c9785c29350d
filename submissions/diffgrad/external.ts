import {
  abs,
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  ema,
  mul,
  scaleByLearningRate,
  sigmoid,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface FrictionState {
  readonly m: Tree;
  readonly v: Tree;
  readonly previous: Tree;
}

/** Adam's moments and the friction ξ = σ(|g₍ₖ₋₁₎ − g|): update √(1−β₂ᵏ)/(1−β₁ᵏ) · ξm/(√v + ε). */
const scaleByFriction = (beta1: number, beta2: number, eps: number): Transform<FrictionState> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(params), previous: zerosLike(params) }),
  update(g, state, { step: k }) {
    const m = ema(state.m, g, beta1);
    const v = ema(state.v, square(g), beta2);
    const friction = sigmoid(abs(sub(state.previous, g)));
    const ratio = div(mul(m, friction), add(sqrt(v), eps));
    const updates = mul(ratio, Math.sqrt(1 - beta2 ** k) / (1 - beta1 ** k));
    return { updates, state: { m, v, previous: g } };
  },
});

/**
 * diffGrad: Adam that slows down where the gradient changes little.
 * g ← ∇f(p) + λp, m and v as Adam's, ξ = σ(|g₍ₖ₋₁₎ − g|), p ← p − η√(1−β₂ᵏ)/(1−β₁ᵏ) · ξm/(√v + ε).
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8, added to the
 * uncorrected root), `weight_decay` λ (coupled L2, 0), `warmup_factor` the fraction of the run spent on linear warmup before the cosine
 * decay; without it η is constant. The gradient before the first is 0.
 * Dubey et al. 2020, arXiv 1909.11015.
 */
export default defineSubmission({
  name: "diffgrad",
  ruleset: "external",
  description: "diffGrad with coupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 1909.11015",
  stateBytesPerParameter: 12,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    return chain(
      addDecayedWeights(hp.weight_decay),
      scaleByFriction(1 - hp.one_minus_beta1, hp.beta2, hp.eps),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
