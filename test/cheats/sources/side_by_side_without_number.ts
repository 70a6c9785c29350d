// A number of branches that is none.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.sideBySide(Number.NaN, () => ctx.lossAndGrad(ctx.params, ctx.batch));
    return { params: ctx.params };
  },
});
