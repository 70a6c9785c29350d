import {
  add,
  addScaled,
  type BatchSizeLimits,
  type Context,
  div,
  globalNorm,
  maximum,
  mul,
  type Scalar,
  scalar,
  send,
  sub,
  type Tree,
  type UpdateContext,
  warmupCosine,
  withDefaults,
  workers,
  zerosLike,
} from "steepest";
import { epsilonAfter } from "./privacy.ts";

type Point = Readonly<
  Record<
    | ("workers" | "examples" | "period" | "clip" | "clip_difference" | "noise" | "noise_difference")
    | ("lr" | "warmup_factor"),
    number
  >
>;

interface State {
  /** The estimate v of the gradient, and where it was made; null before the first step. */
  readonly estimate: Tree | null;
  readonly last: Tree | null;
}

/** Examples of the training set. */
let trainingSet = 0;

const clipped = (g: Tree, limit: Scalar): Tree =>
  mul(g, div(limit, maximum(globalNorm(g), maximum(limit, 1e-30))));

function init({ params, hyperparameters }: Context<Point>): State {
  // Says how many there are.
  workers(hyperparameters.workers).init(params);
  return { estimate: null, last: null };
}

/** What the workers send, each of its own examples: the clipped mean of gradients, or of their differences from those at `before`, with noise. */
function messages(ctx: UpdateContext<State, Point>, before: Tree | null, limit: Scalar) {
  const { hyperparameters: hp, params, batch, step } = ctx;
  const size = ctx.size(batch);
  const count = Math.min(hp.workers, size);
  return ctx.sideBySide(count, (worker) => {
    const [begin, end] = [worker, worker + 1].map((place) => Math.floor((place * size) / count)) as [
      number,
      number,
    ];
    let { modelState } = ctx;
    let mean = zerosLike(params);
    for (let first = begin; first < end; first += hp.examples) {
      const places = Array.from({ length: Math.min(hp.examples, end - first) }, (_, i) => first + i);
      const few = ctx.take(batch, places);
      // The same dropout masks at both points.
      const draw = step * size + first;
      const now = ctx.lossAndGrad(params, few, { draw, modelState });
      modelState = now.modelState;
      const gradient = before
        ? sub(now.grads, ctx.lossAndGrad(before, few, { draw, updateBatchNorm: false }).grads)
        : now.grads;
      mean = addScaled(mean, clipped(gradient, limit), places.length / (end - begin));
    }
    const noise = before ? hp.noise_difference : hp.noise;
    if (noise > 0) mean = add(mean, mul(ctx.rng.normal(mean), mul(limit, noise / (end - begin))));
    return { modelState, arrived: send(mean) };
  });
}

function update(ctx: UpdateContext<State, Point>) {
  const { params, batch, state, step } = ctx;
  const hp = withDefaults(ctx.hyperparameters, { delta: 1e-5 });
  const differs = state.estimate !== null && state.last !== null && (step - 1) % hp.period !== 0;
  const before = differs ? state.last : null;
  const limit = before ? mul(globalNorm(sub(params, before)), hp.clip_difference) : scalar(hp.clip);
  const sent = messages(ctx, before, limit);
  const sum = sent.map(({ arrived }) => arrived).reduce((total, arrived) => add(total, arrived));
  const mean = mul(sum, 1 / sent.length);
  const estimate = before && state.estimate ? add(state.estimate, mean) : mean;
  const epsilon = epsilonAfter(step, { ...hp, batch: ctx.size(batch), trainingSet });
  if (epsilon !== null) ctx.notePrivacy({ epsilon, delta: hp.delta });
  const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
  return {
    params: addScaled(params, estimate, -rate),
    modelState: sent[0]?.modelState ?? ctx.modelState,
    state: { estimate, last: params },
  };
}

/**
 * DIFF2: private gradient descent of several workers whose noise shrinks with the steps: only now and then it is gradients that are clipped and made noisy, in between the differences of
 * two gradients, which are as small as the step.
 * Worker j of P has b examples. Every T steps it sends (1/b)Σᵢ clip(∇fᵢ(p), C₁) + (σ₁C₁/b)ξⱼ, and v is the mean of what all send; else v ← v + the mean of (1/b)Σᵢ clip(∇fᵢ(p) − ∇fᵢ(p₍ₖ₋₁₎), C₂‖p − p₍ₖ₋₁₎‖) + (σ₂C₂‖p − p₍ₖ₋₁₎‖/b)ξⱼ,
 * both gradients of the same examples with the same dropout masks; p ← p − ηv, ξ normal.
 *
 * `workers` is P, `examples` how many share one clipped gradient (1: each has its own, and costs a call or two), `period` T, `clip` C₁, `clip_difference` C₂, `noise` σ₁, `noise_difference` σ₂, `delta` δ (1e-5), `lr` η (peak of the schedule), `warmup_factor` the
 * fraction of the run spent on linear warmup before the cosine decay; without it η is constant. C₂ stands for the loss's smoothness, so that η·C₂ is to be near 1: far above it v grows from step to step.
 *
 * It states the ε of all steps so far at that δ: what one example moves and the noise shrink alike with the step, so that ./privacy.ts need not know how long it was. Whoever sees every worker's messages learns no more. The model state
 * (batch norm's means) is the first worker's, without noise, and not covered. The workers share a step's batch, where the paper's have all of
 * their data, and a worker has other examples in every epoch. Of the paper's two routines it is the descent (algorithms 1 to 3); local steps between messages (algorithm 4) are not in it. Without noise there is no privacy, and
 * nothing is stated. Murata & Suzuki 2023, arXiv 2302.03884.
 */
export const diff2 = {
  batchSize(limits: BatchSizeLimits): number {
    ({ trainingSet } = limits);
    return limits.default;
  },
  init,
  update,
};
