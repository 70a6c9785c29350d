// Gives an object that says it is a number.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
  batchSize: () => ({ valueOf: () => 8 }),
});
