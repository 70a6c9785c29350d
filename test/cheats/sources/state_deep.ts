// Has a state nested a hundred deep.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init() { let state = {}; for (let i = 0; i < 100; i++) state = { state }; return state; },
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
