// A model state that no pass has made, of infinities.
import { defineSubmission, div, mul } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const zero = mul(ctx.modelState, 0);
    const { loss, modelState } = ctx.forward(ctx.params, ctx.batch, { modelState: div(zero, zero) });
    return { params: mul(ctx.params, loss), modelState };
  },
});
