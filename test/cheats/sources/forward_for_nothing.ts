// Hopes that a pass without a gradient that nobody reads is free.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    let { modelState } = ctx;
    for (let i = 0; i < 5; i++) ({ modelState } = ctx.forward(ctx.params, ctx.batch, { modelState }));
    return { params: ctx.params, modelState };
  },
});
