// Weighs more examples than the batch has.
import { constant, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.lossAndGrad(ctx.params, ctx.batch, { weights: constant(Array(64).fill(1), [64]) });
    return { params: ctx.params };
  },
});
