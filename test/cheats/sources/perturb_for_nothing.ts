// Hopes that the gradients which move inputs are not counted.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const batch = ctx.perturb(ctx.batch, { radius: 0.1, steps: 3 });
    return { params: ctx.params, modelState: ctx.lossAndGrad(ctx.params, batch).modelState };
  },
});
