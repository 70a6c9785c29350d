// Hopes that steps that wait for one another pass for one step, by way of a variable outside of the branches.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    let params = ctx.params;
    ctx.sideBySide(4, () => {
      params = addScaled(params, ctx.lossAndGrad(params, ctx.batch).grads, -0.1);
    });
    return { params };
  },
});
