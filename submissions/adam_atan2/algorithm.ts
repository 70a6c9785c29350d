import {
  add,
  addDecayedWeights,
  chain,
  div,
  ema,
  mul,
  scaleByLearningRate,
  sqrt,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>>;

interface State {
  readonly m: Tree;
  readonly v: Tree;
}

/** Coefficients of t, t³, …, t⁹ with which the arc tangent is right to 1e-5 for |t| ≤ 1 (Abramowitz & Stegun, 4.4.47). */
const arctangent = [0.999866, -0.3302995, 0.180141, -0.085133, 0.0208351] as const;

/** atan2(y, √x²) of y and x² ≥ 0, to 2e-5, by the tangent of half the angle: t = y/(√(x² + y²) + x). 0 where both are 0. */
function angleOf(y: Tree, xSquared: Tree): Tree {
  const hypotenuse = sqrt(add(square(y), xSquared));
  const t = div(y, add(add(hypotenuse, sqrt(xSquared)), 1e-37));
  const s = square(t);
  const [a1, a3, a5, a7, a9] = arctangent;
  let series = mul(s, a9);
  for (const a of [a7, a5, a3]) series = mul(add(series, a), s);
  return mul(mul(t, add(series, a1)), 2);
}

/** Adam's moments, update a·atan2(m̂, √v̂) with a = 4/π, for which m̂ = √v̂ gives 1. */
const scaleByAtan2 = (beta1: number, beta2: number): Transform<State> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
  update(g, state, { step: k }) {
    const m = ema(state.m, g, beta1);
    const v = ema(state.v, square(g), beta2);
    const angle = angleOf(mul(m, 1 / (1 - beta1 ** k)), mul(v, 1 / (1 - beta2 ** k)));
    return { updates: mul(angle, 4 / Math.PI), state: { m, v } };
  },
});

/**
 * Adam-atan2: Adam without ε, by an angle in place of the quotient: whatever the gradient is multiplied by, the step is the same.
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − η(4/π · atan2(m̂, √v̂) + λp).
 *
 * `lr` is η (peak of the schedule; as AdamW's), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `weight_decay` λ (decoupled), `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant.
 * Everett et al. 2024, arXiv 2407.05872, §4.3; the factor 4/π is that of the implementation that is used most (adam-atan2-pytorch).
 */
export const adamAtan2 = (hp: Point) =>
  chain(
    scaleByAtan2(1 - hp.one_minus_beta1, hp.beta2),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
