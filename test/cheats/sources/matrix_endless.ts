// Hides a long computation in one matrix function: eigenvectors of 700 rows take seconds.
import { addScaled, constant, defineSubmission, eigh } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    const values = new Float32Array(700 * 700);
    for (let i = 0; i < values.length; i++) values[i] = Math.sin(i * i);
    try {
      await eigh(constant(values, [700, 700]));
    } catch {
      console.log("caught");
    }
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
