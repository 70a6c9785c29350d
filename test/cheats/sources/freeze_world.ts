// Freezes and seals what the runtime might want to write to.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    Object.freeze(globalThis);
    Object.freeze(ctx.params);
    Object.freeze(Object.getPrototypeOf(ctx.params));
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
