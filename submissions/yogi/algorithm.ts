import {
  add,
  addDecayedWeights,
  chain,
  div,
  ema,
  mul,
  scaleByLearningRate,
  sign,
  sqrt,
  square,
  sub,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<"lr" | "one_minus_beta1" | "beta2" | "eps" | "weight_decay" | "warmup_factor", number>
>;

interface State {
  readonly m: Tree;
  readonly v: Tree;
}

/** m ← β₁m + (1−β₁)g, v ← v − (1−β₂)·sign(v − g²)·g², update m/(√v + ε); v is g² of the first gradient. */
const scaleByYogi = (beta1: number, beta2: number, eps: number): Transform<State> => ({
  init: (params) => ({ m: zerosLike(params), v: zerosLike(params) }),
  update(g, state, { step: k }) {
    const m = ema(state.m, g, beta1);
    const seen = square(g);
    const v = k === 1 ? seen : sub(state.v, mul(mul(sign(sub(state.v, seen)), seen), 1 - beta2));
    return { updates: div(m, add(sqrt(v), eps)), state: { m, v } };
  },
});

/**
 * Yogi: Adam whose second moment moves towards g² by an amount that only g² sets, so that the effective learning rate cannot rise at once.
 * m ← β₁m + (1−β₁)g, v ← v − (1−β₂)·sign(v − g²)·g², p ← p − η(m/(√v + ε) + λp).
 *
 * `lr` is η (peak of the schedule; default 1e-2), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-3), `weight_decay` λ (decoupled),
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. The first v is the square of the first
 * batch's gradient (§5 of the paper), and no bias is corrected, as in the algorithm.
 * Zaheer et al. 2018, "Adaptive methods for nonconvex optimization", algorithm 2.
 */
export const yogi = (hp: Point) =>
  chain(
    scaleByYogi(1 - hp.one_minus_beta1, hp.beta2, hp.eps),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
