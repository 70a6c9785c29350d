import { addScaled, defineSubmission } from "steepest";

/** Gradient descent at one rate: w ← w − η∇L. What claims about sharpness are about. */
export default defineSubmission({
  name: "gradient_descent",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => ({}),
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -ctx.hyperparameters.lr), modelState };
  },
});
