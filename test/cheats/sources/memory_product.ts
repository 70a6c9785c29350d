// Multiplies two small trees into one that fills the device.
import { addScaled, constant, defineSubmission, matmul } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const column = constant(new Float32Array(8192), [8192, 1]);
    matmul(column, column, { transposeRight: true });
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
