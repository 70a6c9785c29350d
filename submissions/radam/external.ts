import {
  add,
  addDecayedWeights,
  chain,
  defineSubmission,
  div,
  ema,
  mul,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  type Tree,
  varianceRectification,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

/** Adam's moments; m̂ alone while rₖ is not defined, then rₖ√(1−β₂ᵏ) · m̂/(√v + ε). */
const scaleByRectifiedAdam = (
  beta1: number,
  beta2: number,
  eps: number,
): Transform<{ readonly m: Tree; readonly v: Tree }> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
  update(g, state, { step: k }) {
    const m = ema(state.m, g, beta1);
    const v = ema(state.v, square(g), beta2);
    const r = varianceRectification(k, beta2);
    const correction = 1 / (1 - beta1 ** k);
    const updates =
      r === null
        ? mul(m, correction)
        : mul(div(m, add(sqrt(v), eps)), r * Math.sqrt(1 - beta2 ** k) * correction);
    return { updates, state: { m, v } };
  },
});

/**
 * RAdam: Adam whose adaptive step is rectified by the variance of 1/√v̂ instead of warmed up.
 * g ← ∇f(p) + λp, m and v as Adam's; ρₖ ≤ 5: p ← p − η m̂; else p ← p − η rₖ√(1−β₂ᵏ) m̂/(√v + ε), rₖ of `varianceRectification`.
 *
 * `lr` is η (peak of the schedule; default 1e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8), `weight_decay` λ
 * (coupled L2, 0), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Liu et al. 2020, arXiv 1908.03265, algorithm 2.
 */
export default defineSubmission({
  name: "radam",
  ruleset: "external",
  description: "RAdam with coupled weight decay and cosine decay",
  paper: "arXiv 1908.03265",
  stateBytesPerParameter: 8,
  hyperparameters: {
    lr: { min: 5e-4, max: 2e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.95, 0.99, 0.999] },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0, 0.02, 0.05] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { eps: 1e-8 });
    return chain(
      addDecayedWeights(hp.weight_decay),
      scaleByRectifiedAdam(1 - hp.one_minus_beta1, hp.beta2, hp.eps),
      scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
    );
  },
});
