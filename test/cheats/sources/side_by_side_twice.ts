// Hopes that the step's first gradient can be taken off the critical path again and again.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.lossAndGrad(ctx.params, ctx.batch);
    for (let i = 0; i < 9; i++) ctx.sideBySide(2, () => ctx.loss(ctx.params, ctx.batch), { given: true });
    return { params: ctx.params };
  },
});
