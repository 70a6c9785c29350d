// Leaves branches open, for all that comes to be one of them.
import { defineSubmission, leaf, matmul, symmetricPower } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.sideBySide(3, async () => {
      ctx.lossAndGrad(ctx.params, ctx.batch);
      await symmetricPower(matmul(leaf(ctx.params, 0), leaf(ctx.params, 0), { transposeRight: true }), -1);
    });
    return { params: ctx.params };
  },
});
