import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  ema,
  maximum,
  mul,
  scaleByLearningRate,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  varianceRectification,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface BeliefOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly rectify: boolean;
  readonly amsgrad: boolean;
}

/** m ← β₁m + (1−β₁)g, s ← β₂s + (1−β₂)(g−m)² + ε, update m̂ / (√ŝ + ε). */
const scaleByBelief = (
  options: BeliefOptions,
): Transform<{ readonly m: Tree; readonly s: Tree; readonly sMax?: Tree }> => {
  const { beta1, beta2, eps, rectify, amsgrad } = options;
  return {
    init: (params) => ({
      m: zerosLike(params),
      s: zerosLike(params),
      ...(amsgrad ? { sMax: zerosLike(params) } : {}),
    }),
    update(g, state, { step: k }) {
      const m = ema(state.m, g, beta1);
      const s = add(ema(state.s, square(sub(g, m)), beta2), eps);
      const sMax = state.sMax && maximum(state.sMax, s);
      const newState = { m, s, ...(sMax ? { sMax } : {}) };
      const c = Math.sqrt(1 - beta2 ** k);
      const correction = 1 / (1 - beta1 ** k);
      if (!rectify) {
        return { updates: mul(div(m, add(sqrt(sMax ?? s), eps * c)), c * correction), state: newState };
      }
      const r = varianceRectification(k, beta2);
      const updates = r === null ? mul(m, correction) : mul(div(m, add(sqrt(s), eps)), r * c * correction);
      return { updates, state: newState };
    },
  };
};

/**
 * AdaBelief: Adam that divides by how far the gradient is from its prediction m.
 * m ← β₁m + (1−β₁)g, s ← β₂s + (1−β₂)(g−m)² + ε, p ← p − η(m/(1−β₁ᵏ) / (√(s/(1−β₂ᵏ)) + ε) + λp).
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-16; added to s at every
 * step and to the root), `weight_decay` λ (0), `weight_decouple` false couples it (L2), `rectify` multiplies by RAdam's factor, `amsgrad` keeps s
 * from falling, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Zhuang et al. 2020, arXiv 2010.07468, algorithm 2.
 */
export default defineSubmission({
  name: "adabelief",
  ruleset: "external",
  description: "AdaBelief with decoupled weight decay, linear warmup and cosine decay",
  paper: "arXiv 2010.07468",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    eps: { feasible_points: [1e-16, 1e-12, 1e-8] },
    weight_decay: { min: 1e-4, max: 0.3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { weight_decouple: true, rectify: false, amsgrad: false });
    const { beta2, eps, rectify, amsgrad } = hp;
    const decay = addDecayedWeights(hp.weight_decay);
    const belief = scaleByBelief({ beta1: 1 - hp.one_minus_beta1, beta2, eps, rectify, amsgrad });
    return chain(
      ...(hp.weight_decouple ? [belief, decay] : [decay, belief]),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
