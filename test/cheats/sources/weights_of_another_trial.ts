// Gives a batch for weights.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.lossAndGrad(ctx.params, ctx.batch, { weights: ctx.batch as never });
    return { params: ctx.params };
  },
});
