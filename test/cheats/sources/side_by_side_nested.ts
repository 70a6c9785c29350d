// Branches of branches, each of which would take all others off the critical path.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.sideBySide(2, () => ctx.sideBySide(2, () => ctx.lossAndGrad(ctx.params, ctx.batch)));
    return { params: ctx.params };
  },
});
