import { addScaled, defineSubmission, warmupCosine, withDefaults, zerosLike } from "steepest";
import { fromClean, virtualAdversary } from "./algorithm.ts";

/**
 * Virtual adversarial training around SGD: beside the loss goes the divergence of what is predicted for perturbed inputs from what is for clean ones, in the direction in which predictions change the most. No label is needed for it.
 * d ← a direction at random; K times d ← g/‖g‖, g = ∇ᵣ D[p(·|x), p(·|x + r)] at r = ξd (power iteration); b ← μb + ∇(ℓ + α D[p(·|x), p(·|x + εd)]) + λw, no gradient through p(·|x); w ← w − ηb.
 *
 * `epsilon` is ε (and `xi` ξ, 0.03) as the root mean square over an example's numbers in standard deviations of the batch's, `iterations` K (the paper's 1), `alpha` α (1), `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ,
 * `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without it η is constant. The first direction is the slope of the loss of labels that are drawn from the predictions: at random,
 * with the divergence's own curvature for its covariance, so that its largest direction is likelier than in the paper's isotropic draw. Where inputs are no real numbers, or the loss has no classes, it is SGD. K + 3 gradients a step.
 * Miyato, Maeda, Koyama & Ishii 2017, arXiv 1704.03976, algorithm 1.
 */
export default defineSubmission({
  name: "vat",
  ruleset: "external",
  description: "SGD with momentum whose predictions are smooth in the virtually adversarial direction",
  paper: "arXiv 1704.03976",
  stateBytesPerParameter: 4,
  hyperparameters: {
    epsilon: { min: 0.03, max: 0.5, scaling: "log" },
    iterations: { feasible_points: [1, 2] },
    lr: { min: 3e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: ({ params }) => ({ buffer: zerosLike(params) }),
  update(ctx) {
    const { params, batch, step } = ctx;
    const hp = withDefaults(ctx.hyperparameters, { xi: 0.03, alpha: 1 });
    const { grads, modelState } = ctx.lossAndGrad(params, batch, { draw: step });
    let slope = addScaled(grads, params, hp.weight_decay);
    if (ctx.perturbsInputs && ctx.predictsLabels) {
      const smoothness = ctx.lossAndGrad(params, virtualAdversary(ctx, hp), fromClean(ctx)).grads;
      slope = addScaled(slope, smoothness, hp.alpha);
    }
    const buffer = addScaled(slope, ctx.state.buffer, 1 - hp.one_minus_momentum);
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
  },
});
