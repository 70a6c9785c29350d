// Asks for inputs without a bound.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.perturb(ctx.batch, { radius: Number.POSITIVE_INFINITY });
    return { params: ctx.params };
  },
});
