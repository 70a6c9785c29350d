import {
  abs,
  add,
  addDecayedWeights,
  chain,
  div,
  ema,
  minimum,
  mul,
  scaleByLearningRate,
  sign,
  square,
  type Transform,
  type Tree,
  warmupCosine,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    "lr" | "one_minus_beta1" | "beta2" | "rho" | "hessian_interval" | "weight_decay" | "warmup_factor",
    number
  >
>;

interface State {
  readonly m: Tree;
  /** Diagonal of the Gauss–Newton matrix. */
  readonly h: Tree;
}

/** Algorithm 3 of the paper without learning rate and decay. With several targets an example ρ takes up their number. */
function clippedByCurvature(hp: Point): Transform<State> {
  const [beta1, beta2] = [1 - hp.one_minus_beta1, hp.beta2];
  const { rho = 0.05, hessian_interval: interval = 10 } = hp;
  return {
    init: (params) => ({ m: zerosLike(params), h: zerosLike(params) }),
    update(g, state, ctx) {
      const m = ema(state.m, g, beta1);
      let { h } = state;
      if ((ctx.step - 1) % interval === 0) {
        const options = { labels: "sampled", labelSmoothing: 0, updateBatchNorm: false } as const;
        // Where the loss has no classes ĝ is the batch's own gradient (the empirical Fisher).
        const sampled = ctx.samplesLabels ? ctx.lossAndGrad(ctx.params, ctx.batch, options).grads : g;
        h = ema(h, mul(square(sampled), ctx.size(ctx.batch)), beta2);
      }
      const ratio = minimum(div(abs(m), add(mul(h, rho), 1e-15)), 1);
      return { updates: mul(sign(m), ratio), state: { m, h } };
    },
  };
}

/**
 * Sophia-G: momentum over a diagonal curvature, clipped to a sign step. m ← β₁m + (1−β₁)g, every T steps h ← β₂h + (1−β₂)B·ĝ² with ĝ
 * the gradient for labels drawn from the model's predictions on the B examples, p ← p − η(sign(m)·min(|m|/(ρh), 1) + λp).
 *
 * `lr` is η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂, `rho` ρ, `hessian_interval` T (steps), `weight_decay` λ;
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Where the loss has no classes
 * ĝ = g. Liu et al. 2023, arXiv 2305.14342.
 */
export const sophiaG = (hp: Point) =>
  chain(
    clippedByCurvature(hp),
    addDecayedWeights(hp.weight_decay),
    scaleByLearningRate(warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })),
  );
