import {
  type AsyncTransform,
  addScaled,
  defineSubmission,
  div,
  dot,
  ema,
  fromLeaves,
  fullLike,
  maximum,
  mul,
  read,
  type Schedule,
  solveSmall,
  sqrt,
  square,
  sub,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

interface State {
  readonly theta: Tree;
  readonly v: Tree;
  readonly vMax: Tree;
  /** w̃: where the method would be without the optimistic half step. */
  readonly tilde: Tree;
  /** Prediction of this step's gradient. */
  readonly predicted: Tree;
  /** Latest gradients, oldest first. */
  readonly history: readonly Tree[];
}

/** Regularised minimal polynomial extrapolation of the limit of a sequence (the paper's algorithm 3; Scieur et al. 2016). */
async function extrapolate(sequence: readonly Tree[]): Promise<Tree> {
  const steps = sequence.slice(1).map((x, i) => sub(x, sequence[i] as Tree));
  const products = await read(fromLeaves(steps.flatMap((a) => steps.map((b) => dot(a, b)))));
  const gram = steps.map((_, i) => steps.map((_unused, j) => products[i * steps.length + j]?.[0] ?? 0));
  const largest = Math.max(...gram.map((row, i) => row[i] ?? 0), 1e-300);
  const regularised = gram.map((row, i) => row.map((value, j) => value + (i === j ? 1e-8 * largest : 0)));
  const weights = solveSmall(
    regularised,
    steps.map(() => 1),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const zero = zerosLike(sequence[0] as Tree);
  return weights.reduce((x, weight, i) => addScaled(x, sequence[i] as Tree, weight / sum), zero);
}

function optimisticAmsgrad(
  rate: Schedule,
  beta1: number,
  beta2: number,
  eps: number,
  window: number,
): AsyncTransform<State> {
  return {
    init(params) {
      const zero = zerosLike(params);
      return {
        theta: zero,
        v: zero,
        vMax: fullLike(params, eps),
        tilde: params,
        predicted: zero,
        history: [],
      };
    },
    async update(g, state, ctx) {
      const theta = ema(state.theta, g, beta1);
      const v = ema(state.v, square(sub(g, state.predicted)), beta2);
      const vMax = maximum(state.vMax, v);
      const eta = rate(ctx);
      const tilde = sub(state.tilde, mul(div(theta, sqrt(vMax)), eta));
      const history = window > 0 ? [...state.history, g].slice(-Math.max(1, window)) : [];
      const predicted = history.length > 2 ? await extrapolate(history) : (history.at(-1) ?? zerosLike(g));
      const next = window > 0 ? ema(state.theta, predicted, beta1) : zerosLike(g);
      const target = sub(tilde, mul(div(next, sqrt(vMax)), eta));
      return { updates: sub(target, ctx.params), state: { theta, v, vMax, tilde, predicted, history } };
    },
  };
}

/**
 * Optimistic AMSGrad: AMSGrad that moves along a prediction m of the next gradient. θ ← β₁θ + (1−β₁)g, v ← β₂v + (1−β₂)(g − m)², v̂ ← max(v̂, v),
 * w̃ ← w̃ − ηθ/√v̂, p ← w̃ − ηh/√v̂ with h = β₁θₖ₋₁ + (1−β₁)m. v measures the error of the prediction only.
 *
 * `window` is how many gradients the prediction extrapolates from (3; up to 2: the last gradient; 0: none, AMSGrad), `lr` η (peak of the schedule),
 * `one_minus_beta1` 1 − β₁, `beta2` β₂, `eps` the first v̂ (1e-5), `warmup_factor` the fraction of the run spent on linear warmup before the cosine
 * decay; without it η is constant. Wang, Li, Karimi & Li 2019, arXiv 1903.01435, algorithms 2 and 3.
 */
export default defineSubmission({
  name: "optimistic_amsgrad",
  ruleset: "external",
  description: "Optimistic AMSGrad with extrapolated gradient predictions",
  paper: "arXiv 1903.01435",
  stateBytesPerParameter: 32,
  hyperparameters: {
    lr: { min: 1e-4, max: 1e-2, scaling: "log" },
    one_minus_beta1: { min: 2e-2, max: 0.3, scaling: "log" },
    beta2: { feasible_points: [0.99, 0.999] },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  optimizer(point) {
    const hp = withDefaults(point, { window: 3, eps: 1e-5 });
    return optimisticAmsgrad(
      warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor }),
      1 - hp.one_minus_beta1,
      hp.beta2,
      hp.eps,
      hp.window,
    );
  },
});
