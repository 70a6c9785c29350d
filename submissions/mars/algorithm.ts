import {
  add,
  addDecayedWeights,
  addScaled,
  type Context,
  chain,
  div,
  ema,
  type LeafInfo,
  leafNorm,
  leafScalars,
  masked,
  maximum,
  merge,
  mul,
  orthogonalize,
  partition,
  scaleByAdam,
  scaleByAmsgrad,
  scaleByLearningRate,
  sign,
  sub,
  type Transform,
  type TransformContext,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";

type Point = Readonly<
  Record<
    "gamma" | "lr" | "one_minus_beta1" | "weight_decay" | "lr_1d" | "weight_decay_1d" | "warmup_factor",
    number
  >
>;

const adamDefaults = { beta2: 0.99, eps: 1e-8, beta1_1d: 0.9, beta2_1d: 0.95, amsgrad: false };

interface State {
  /** Exact: the last parameters. Approximate: the last gradient, 0 at first. */
  readonly previous: Tree;
  readonly inner: readonly unknown[];
}

const isMatrix = ({ shape }: LeafInfo) => shape.length === 2;

/** c = g + factor·(g − g₋), limited to norm 1 leaf by leaf, and g itself for the leaves that are not corrected: algorithms 1 and 2 of the paper. */
function corrected(g: Tree, old: Tree, factor: number, only: (leaf: LeafInfo) => boolean): Tree {
  const c = partition(addScaled(g, sub(g, old), factor), only).selected;
  return merge(div(c, maximum(leafNorm(c), 1)), partition(g, only).rest);
}

/** m ← βm + (1 − β)c, and what is made `of` m: MARS-Lion and MARS-Shampoo have no second moment. */
const scaleByMomentum = (beta: number, of: (m: Tree) => Tree): Transform<{ readonly m: Tree }> => ({
  init: (params) => ({ m: zerosLike(params) }),
  update(c, state) {
    const m = ema(state.m, c, beta);
    return { updates: of(m), state: { m } };
  },
});

/** √max(1, out/in) of a weight [in, out]. */
const heightOf = ({ shape: [columns = 1, rows = 1] }: LeafInfo) => Math.sqrt(Math.max(1, rows / columns));

/** What takes the gradients, corrected or not, learning rate included. */
function methodOf(point: Point): Transform<readonly unknown[]> {
  const hp = withDefaults(point, { mars_type: "mars-adamw", optimize_1d: false, ...adamDefaults });
  const { mars_type: type, beta2, eps, lr, weight_decay, lr_1d, weight_decay_1d, optimize_1d } = hp;
  const beta1 = 1 - hp.one_minus_beta1;
  if (!["mars-adamw", "mars-lion", "mars-shampoo"].includes(type))
    throw new RangeError(`mars_type must be "mars-adamw", "mars-lion" or "mars-shampoo", not "${type}"`);
  const adam = hp.amsgrad ? scaleByAmsgrad : scaleByAdam;
  const orthogonal = (m: Tree) =>
    mul(orthogonalize(mul(m, 1 / (1 - beta1)), { eps }), leafScalars(m, heightOf));
  const scaled = type === "mars-lion" ? scaleByMomentum(beta1, sign) : adam({ beta1, beta2, eps });
  const ofMatrices = type === "mars-shampoo" ? scaleByMomentum(beta1, orthogonal) : scaled;
  const others = adam({ beta1: hp.beta1_1d, beta2: hp.beta2_1d, eps });
  const steps = <Inner>(direction: Transform<Inner>, decay: number, peak: number) =>
    chain(
      direction,
      addDecayedWeights(decay),
      scaleByLearningRate(warmupCosine({ peak, warmupFactor: hp.warmup_factor })),
    );
  return chain(
    masked(steps(ofMatrices, weight_decay, lr), isMatrix),
    masked(
      optimize_1d ? steps(scaled, weight_decay, lr) : steps(others, weight_decay_1d, lr_1d),
      (leaf) => !isMatrix(leaf),
    ),
  );
}

/** Made of the point before the first step. */
let method: Transform<readonly unknown[]>;

export function initReduced({ params, hyperparameters }: Context<Point>): State {
  const { is_approx: approximate } = withDefaults(hyperparameters, { is_approx: true });
  method = methodOf(hyperparameters);
  return { previous: approximate ? zerosLike(params) : params, inner: method.init(params) };
}

/**
 * MARS: c = g + γβ₁/(1−β₁)(g − g₋), limited to norm 1 leaf by leaf; AdamW's update (or another) on c for matrices, AdamW on g for all else:
 * m ← β₁m + (1−β₁)c, v ← β₂v + (1−β₂)c², p ← p − η(m̂/(√v̂ + ε) + λp).
 *
 * `mars_type` is "mars-adamw", "mars-lion" (p ← p − η(sign m + λp)) or "mars-shampoo" (p ← p − η(√max(1, out/in) · NewtonSchulz(m/(1−β₁)) + λp)),
 * `lr` η (peak of the schedule), `one_minus_beta1` 1 − β₁, `beta2` β₂ (0.99), `eps` ε (1e-8), `weight_decay` λ, `gamma` γ (0.025), `is_approx` whether g₋ is the last
 * step's gradient (else this batch's at the last parameters: two gradients a step, both of the same dropout masks), 0 at first, `optimize_1d` whether all
 * leaves are corrected (of "mars-shampoo" those that are no matrices take AdamW's update), `amsgrad` whether v never falls, `*_1d` the AdamW of the others,
 * `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. Yuan et al. 2024, arXiv 2411.10438.
 */
export function updateReduced(ctx: UpdateContext<State, Point>) {
  const { params, batch, step, state } = ctx;
  const hp = withDefaults(ctx.hyperparameters, { is_approx: true, optimize_1d: false });
  const same = hp.is_approx ? {} : { draw: step };
  const { loss, grads: g, modelState } = ctx.lossAndGrad(params, batch, same);
  const atLast = () => ctx.lossAndGrad(state.previous, batch, { ...same, updateBatchNorm: false }).grads;
  const old = hp.is_approx ? state.previous : step === 1 ? zerosLike(g) : atLast();
  const beta1 = 1 - hp.one_minus_beta1;
  const factor = (hp.gamma * beta1) / (1 - beta1);
  const c = corrected(g, old, factor, (leaf) => hp.optimize_1d || isMatrix(leaf));
  const within = Object.create(ctx, { trainLoss: { value: loss } }) as TransformContext;
  const { updates, state: inner } = method.update(c, state.inner, within);
  return { params: add(params, updates), modelState, state: { previous: hp.is_approx ? g : params, inner } };
}
