// Hopes that the memory beside a vector of other shapes is read as part of it.
import { constant, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.hvp(ctx.params, ctx.batch, constant([1], [1]));
    return { params: ctx.params };
  },
});
