// Doubles a string until memory ends.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init() { let text = "x"; for (;;) text = JSON.stringify(text + text); },
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
