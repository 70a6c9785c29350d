// Hopes for a cheap gradient of one example in a hundred where the model has no blocks to drop the others between.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: ctx.lossAndGrad(ctx.params, ctx.batch, { keep: [0.01] }).grads };
  },
});
