// A pass with parameters for a model state.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { modelState } = ctx.forward(ctx.params, ctx.batch, { modelState: ctx.params });
    return { params: ctx.params, modelState };
  },
});
