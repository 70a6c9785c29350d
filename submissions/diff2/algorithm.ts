import {
  add,
  addScaled,
  type Context,
  div,
  globalNorm,
  maximum,
  mul,
  type Scalar,
  scalar,
  sub,
  type Tree,
  type UpdateContext,
  warmupCosine,
} from "steepest";

type Point = Readonly<
  Record<"period" | "clip" | "clip_difference" | "noise" | "lr" | "warmup_factor", number>
>;

interface State {
  /** The estimate v of the gradient, and where it was made; null before the first step. */
  readonly estimate: Tree | null;
  readonly last: Tree | null;
}

const limited = (g: Tree, limit: Scalar): Tree =>
  mul(g, div(limit, maximum(globalNorm(g), maximum(limit, 1e-30))));

export const initDifferences = (_: Context<Point>): State => ({ estimate: null, last: null });

/**
 * DIFF2: noisy gradient descent whose noise shrinks with the steps: only now and then it is the gradient that is clipped and made noisy, in between the difference of
 * two gradients, which is as small as the step.
 * Every T steps v = clip(∇f(p), C₁) + C₁σξ, else v ← v + clip(∇f(p) − ∇f(p₍ₖ₋₁₎), C₂‖p − p₍ₖ₋₁₎‖) + C₂‖p − p₍ₖ₋₁₎‖σξ, both gradients of one batch with the same dropout masks;
 * p ← p − ηv, ξ normal.
 *
 * `period` is T, `clip` C₁, `clip_difference` C₂, `noise` σ over the batch's size B (ξ/B), `lr` η (peak of the schedule), `warmup_factor` the fraction of the run spent on linear warmup
 * before the cosine decay; without it η is constant. C₂ stands for the loss's smoothness, so that η·C₂ is to be near 1: far above it v grows from step to step (at 9 the loss of `mnist_cnn` is 104 after 60 steps, at 1.5 it is 0.25). The batch's mean is clipped as a whole, not example by example, so that no ε of differential privacy is claimed.
 * Murata & Suzuki 2023, arXiv 2302.03884, algorithm 1.
 */
export function updateByDifferences(ctx: UpdateContext<State, Point>) {
  const { hyperparameters: hp, params, batch, state, step } = ctx;
  const { grads, modelState } = ctx.lossAndGrad(params, batch, { draw: step });
  const sigma = hp.noise / ctx.size(batch);
  const noisy = (g: Tree, limit: Scalar): Tree => {
    const bounded = limited(g, limit);
    return sigma > 0 ? add(bounded, mul(ctx.rng.normal(g), mul(limit, sigma))) : bounded;
  };
  let estimate: Tree;
  if (state.estimate && state.last && (step - 1) % hp.period !== 0) {
    const before = ctx.lossAndGrad(state.last, batch, { draw: step, updateBatchNorm: false }).grads;
    const limit = mul(globalNorm(sub(params, state.last)), hp.clip_difference);
    estimate = add(state.estimate, noisy(sub(grads, before), limit));
  } else {
    estimate = noisy(grads, scalar(hp.clip));
  }
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
  return { params: addScaled(params, estimate, -rate), modelState, state: { estimate, last: params } };
}
