// Selects a batch that it kept in a variable of the module.
import { addScaled, defineSubmission } from "steepest";
let kept;

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
  selectBatch(ctx) {
    kept ??= ctx.next();
    return kept;
  },
});
