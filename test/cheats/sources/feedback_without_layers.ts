// Hopes to send slopes back through weights of its own where the model's layers take none.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: ctx.lossAndGrad(ctx.params, ctx.batch, { feedback: ctx.params }).grads };
  },
});
