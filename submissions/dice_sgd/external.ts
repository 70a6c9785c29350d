import {
  add,
  addScaled,
  defineSubmission,
  div,
  globalNorm,
  maximum,
  mul,
  sub,
  type Tree,
  warmupCosine,
  withDefaults,
  zerosLike,
} from "steepest";
import { epsilonOf } from "./privacy.ts";

const clipped = (tree: Tree, limit: number): Tree =>
  mul(tree, div(limit, maximum(globalNorm(tree), Math.max(limit, 1e-30))));

/** Examples of the training set. */
let trainingSet = 0;

/**
 * DiceSGD, differentially private SGD with error feedback: v = (1/B)Σᵢ clip(gᵢ, C₁) + clip(e, C₂), p ← p − η(v + w), w ~ N(0, σ²I),
 * e ← e + (1/B)Σᵢ gᵢ − v: what clipping takes away comes back later, so that its bias vanishes.
 *
 * gᵢ are gradients of single examples, each a call of its own: B gradients a step (`examples` > 1 clips groups of as many). `clip` is C₁, `clip_error`
 * C₂ (≥ C₁; 10), `bound` G (10), which a gradient is cut to before it is taken at all (the paper assumes that none is longer), `noise` σ, `delta` δ (1e-5), `lr` η (peak of the schedule), `warmup_factor` the fraction
 * of the run spent on linear warmup before the cosine decay; without it η is constant. It states the ε of all steps so far at that δ, which the record keeps: ./privacy.ts says how it is counted. Without noise there is no privacy, and nothing is stated.
 * Zhang, Bu, Wu & Hong 2024, arXiv 2311.14632, algorithm 2.
 */
export default defineSubmission({
  name: "dice_sgd",
  ruleset: "external",
  description: "Differentially private SGD with error feedback (DiceSGD) and a privacy accountant",
  paper: "arXiv 2311.14632",
  stateBytesPerParameter: 4,
  hyperparameters: {
    clip: { min: 0.1, max: 10, scaling: "log" },
    noise: { feasible_points: [1e-3, 1e-2] },
    examples: { feasible_points: [1, 4] },
    lr: { min: 1e-2, max: 1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  batchSize(limits) {
    trainingSet = limits.trainingSet;
    return limits.default;
  },
  init: (ctx) => ({ error: zerosLike(ctx.params) }),
  update(ctx) {
    const hp = withDefaults(ctx.hyperparameters, { clip_error: 10, bound: 10, delta: 1e-5 });
    const size = ctx.size(ctx.batch);
    let sum = zerosLike(ctx.params);
    let clippedSum = sum;
    let { modelState } = ctx;
    for (let first = 0; first < size; first += hp.examples) {
      const places = Array.from({ length: Math.min(hp.examples, size - first) }, (_, i) => first + i);
      const one = ctx.lossAndGrad(ctx.params, ctx.take(ctx.batch, places), { modelState });
      modelState = one.modelState;
      const gradient = clipped(one.grads, hp.bound);
      sum = addScaled(sum, gradient, places.length / size);
      clippedSum = addScaled(clippedSum, clipped(gradient, hp.clip), places.length / size);
    }
    const { error } = ctx.state;
    const v = add(clippedSum, clipped(error, hp.clip_error));
    const noisy = hp.noise > 0 ? addScaled(v, ctx.rng.normal(v), hp.noise) : v;
    if (hp.noise > 0) {
      const { clip, clip_error: clipError, bound, noise, delta, examples: group } = hp;
      const spent = {
        clip,
        clipError,
        bound,
        noise,
        delta,
        group,
        batch: size,
        trainingSet,
        steps: ctx.step,
      };
      ctx.notePrivacy({ epsilon: epsilonOf(spent), delta });
    }
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    return {
      params: addScaled(ctx.params, noisy, -rate),
      modelState,
      state: { error: sub(add(error, sum), v) },
    };
  },
});
