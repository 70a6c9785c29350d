// Has the tensors of a thousand batches made in one step.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (let i = 0; i < 300; i++) ctx.loss(ctx.params, ctx.take(ctx.next(), [0, 1, 2]));
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
