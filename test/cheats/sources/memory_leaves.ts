// Doubles the number of leaves until the host gives up.
import { addScaled, defineSubmission, fromLeaves } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    let tree = ctx.params;
    for (let i = 0; i < 40; i++) tree = fromLeaves([tree, tree]);
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
