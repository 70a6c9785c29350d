import {
  abs,
  add,
  addDecayedWeights,
  chain,
  div,
  ema,
  maximum,
  mul,
  scaleByLearningRate,
  type Transform,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<Record<"lr" | "one_minus_beta1" | "beta2" | "weight_decay" | "warmup_factor", number>>;

interface State {
  readonly m: Tree;
  /** The exponentially weighted infinity norm of the gradients so far. */
  readonly u: Tree;
}

/** m ← β₁m + (1−β₁)g, u ← max(β₂u, |g| + ε), update m̂/u. */
const scaleByAdamax = (beta1: number, beta2: number, eps: number): Transform<State> => ({
  init: (params) => ({ m: zerosLike(params), u: zerosLike(params) }),
  update(g, state, { step: k }) {
    const m = ema(state.m, g, beta1);
    const u = maximum(mul(state.u, beta2), add(abs(g), eps));
    return { updates: div(mul(m, 1 / (1 - beta1 ** k)), u), state: { m, u } };
  },
});

/**
 * AdaMax: Adam with the infinity norm of past gradients in place of their root mean square.
 * m ← β₁m + (1−β₁)g, u ← max(β₂u, |g| + ε), p ← p − η(m/((1−β₁ᵏ)u) + λp).
 *
 * `lr` is η (peak of the schedule; default 2e-3), `one_minus_beta1` 1 − β₁ (0.1), `beta2` β₂ (0.999), `eps` ε (1e-8; the paper has none, and divides
 * 0 by 0 where no gradient ever was), `weight_decay` λ (decoupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine
 * decay; without it η is constant. Kingma & Ba 2015, arXiv 1412.6980, algorithm 2.
 */
export function adamax(point: Point) {
  const hp = withDefaults(point, { eps: 1e-8 });
  return chain(
    scaleByAdamax(1 - hp.one_minus_beta1, hp.beta2, hp.eps),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
}
