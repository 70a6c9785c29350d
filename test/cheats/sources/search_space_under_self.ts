// Brings a search space to the ruleset that has none.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: { lr: { min: 0.1, max: 1, scaling: "log" } },
  init: () => null,
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
