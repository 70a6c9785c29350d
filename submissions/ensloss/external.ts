import { addScaled, defineSubmission, warmupCosine, zerosLike } from "steepest";
import { weightsOf } from "./algorithm.ts";

/**
 * EnsLoss with SGD: at every step another loss, drawn at random from the convex and calibrated ones by its derivatives at the batch's margins: ξ log-normal, sorted against the margins z, φ'(z) = −ξ/max(1, z).
 * b ← μb + mean of φ'(zᵢ)∇zᵢ + λp, p ← p − ηb.
 *
 * `lr` is η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ (coupled), `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. A pass more tells the
 * losses, and from them come margins: of two classes the paper's, of more the log-odds of the right one, where several targets make an example those of their mean loss. Where the loss is no cross-entropy it is plain SGD with momentum.
 * Dai 2025, arXiv 2409.00908, algorithm 1.
 */
export default defineSubmission({
  name: "ensloss",
  ruleset: "external",
  description: "SGD with momentum on a random calibrated loss at every step",
  paper: "arXiv 2409.00908",
  stateBytesPerParameter: 4,
  hyperparameters: {
    lr: { min: 1e-3, max: 0.3, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: ({ params }) => ({ buffer: zerosLike(params) }),
  update(ctx) {
    const { params, batch, step, hyperparameters: hp } = ctx;
    const isCrossEntropy = ctx.lossType.endsWith("cross_entropy");
    const same = { draw: step };
    const weighed = isCrossEntropy
      ? { ...same, weights: weightsOf(ctx.perExampleLoss(params, batch, same), ctx.rng) }
      : same;
    const { grads, modelState } = ctx.lossAndGrad(params, batch, weighed);
    const slope = addScaled(grads, params, hp.weight_decay);
    const buffer = addScaled(slope, ctx.state.buffer, 1 - hp.one_minus_momentum);
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
  },
});
