import { addScaled, defineSubmission, warmupCosine, zerosLike } from "steepest";
import { linearGradient } from "./algorithm.ts";

/**
 * ELLE: adversarial training by a single step, the fast gradient sign method, which does not overfit catastrophically, since the loss is kept linear in the inputs as far as the attack goes; here with SGD.
 * E = mean over examples of (ℓ(x_c) − (1 − α)ℓ(x_a) − αℓ(x_b))², x_c = (1 − α)x_a + αx_b, α uniform from 0 to 1; b ← μb + ∇(ℓ(x + ε sign ∇ₓℓ) + λ'E) + λw, w ← w − ηb.
 *
 * `radius` is ε in standard deviations of the inputs, `lambda` λ', `lr` η (peak of the schedule), `one_minus_momentum` 1 − μ, `weight_decay` λ, `warmup_factor` the fraction of the run spent on linear warmup before the cosine decay; without
 * it η is constant. x_a and x_b are the ends of the attack, x and x + ε sign ∇ₓℓ, with one α for the batch; the paper draws both at random in the ball, which `perturb` does not. λ' is constant (ELLE; ELLE-A adapts it). Where inputs
 * are no real numbers it is SGD. Five gradients and three losses a step, two of the gradients as far as the inputs.
 * Abad Rocamora, Liu, Chrysos, Olmos & Cevher 2024, arXiv 2401.11618, §4.
 */
export default defineSubmission({
  name: "elle",
  ruleset: "external",
  description: "Single-step adversarial training that keeps the loss linear in the inputs, with momentum SGD",
  paper: "arXiv 2401.11618",
  stateBytesPerParameter: 4,
  hyperparameters: {
    radius: { min: 1e-2, max: 0.2, scaling: "log" },
    lambda: { min: 0.3, max: 30, scaling: "log" },
    lr: { min: 3e-3, max: 0.5, scaling: "log" },
    one_minus_momentum: { min: 1e-2, max: 0.3, scaling: "log" },
    weight_decay: { min: 1e-6, max: 1e-3, scaling: "log" },
    warmup_factor: { feasible_points: [0.02, 0.05, 0.1] },
  },
  init: ({ params }) => ({ buffer: zerosLike(params) }),
  update(ctx) {
    const { params, batch, step, hyperparameters: hp } = ctx;
    const { grads, modelState } = ctx.perturbsInputs
      ? linearGradient(ctx, hp)
      : ctx.lossAndGrad(params, batch, { draw: step });
    const slope = addScaled(grads, params, hp.weight_decay);
    const buffer = addScaled(slope, ctx.state.buffer, 1 - hp.one_minus_momentum);
    const rate = warmupCosine({ peak: hp.lr, warmupFactor: hp.warmup_factor })(ctx);
    return { params: addScaled(params, buffer, -rate), modelState, state: { buffer } };
  },
});
