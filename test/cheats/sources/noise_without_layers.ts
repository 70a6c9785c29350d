// Hopes for a gradient where the model has no layer that takes noise.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: ctx.lossAndGrad(ctx.params, ctx.batch, { outputNoise: 0.1 }).grads };
  },
});
