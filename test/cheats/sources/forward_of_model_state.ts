// A pass through what is no model.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.forward(ctx.modelState, ctx.batch);
    return { params: ctx.params };
  },
});
