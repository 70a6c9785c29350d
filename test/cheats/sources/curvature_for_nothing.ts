// Hopes that a Hessian-vector product costs no gradients.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.hvp(ctx.params, ctx.batch, ctx.params);
    return { params: ctx.params };
  },
});
