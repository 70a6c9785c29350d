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
  zerosLike,
} from "steepest";

const clipped = (tree: Tree, limit: number): Tree =>
  mul(tree, div(limit, maximum(globalNorm(tree), Math.max(limit, 1e-30))));

/**
 * DiceSGD, differentially private SGD with error feedback: v = (1/B)Σᵢ clip(gᵢ, C₁) + clip(e, C₂), p ← p − η(v + w), w ~ N(0, σ²I),
 * e ← e + (1/B)Σᵢ gᵢ − v: what clipping takes away comes back later, so that its bias vanishes.
 *
 * gᵢ are gradients of single examples, each a call of its own: B gradients a step (`examples` > 1 clips groups of as many). `clip` is C₁, `clip_error`
 * C₂ (≥ C₁), `noise` σ, `lr` η (peak of the schedule), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay;
 * without it η is constant. Privacy accounting is not done. Zhang, Bu, Wu & Hong 2024, arXiv 2311.14632, algorithm 2.
 */
export default defineSubmission({
  name: "dice_sgd",
  ruleset: "external",
  description: "Differentially private SGD with error feedback (DiceSGD)",
  paper: "arXiv 2311.14632",
  stateBytesPerParameter: 4,
  hyperparameters: {
    clip: { min: 0.1, max: 10, scaling: "log" },
    clip_error: { feasible_points: [10] },
    noise: { feasible_points: [1e-4, 1e-3] },
    examples: { feasible_points: [1, 4] },
    lr: { min: 1e-2, max: 1, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: (ctx) => ({ error: zerosLike(ctx.params) }),
  update(ctx) {
    const { clip, clip_error, noise, examples, lr, warmup_factor: warmupFactor } = ctx.hyperparameters;
    const size = ctx.size(ctx.batch);
    let sum = zerosLike(ctx.params);
    let clippedSum = sum;
    let { modelState } = ctx;
    for (let first = 0; first < size; first += examples) {
      const places = Array.from({ length: Math.min(examples, size - first) }, (_, i) => first + i);
      const one = ctx.lossAndGrad(ctx.params, ctx.take(ctx.batch, places), { modelState });
      modelState = one.modelState;
      sum = addScaled(sum, one.grads, places.length / size);
      clippedSum = addScaled(clippedSum, clipped(one.grads, clip), places.length / size);
    }
    const { error } = ctx.state;
    const v = add(clippedSum, clipped(error, clip_error));
    const noisy = noise > 0 ? addScaled(v, ctx.rng.normal(v), noise) : v;
    const rate = warmupCosine({ peak: lr, warmupFactor })(ctx);
    return {
      params: addScaled(ctx.params, noisy, -rate),
      modelState,
      state: { error: sub(add(error, sum), v) },
    };
  },
});
