// Gives numbers that are none.
import { addScaled, defineSubmission, leafQuantile } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    leafQuantile(ctx.params, { valueOf() { throw new Error("inside the host"); } });
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
