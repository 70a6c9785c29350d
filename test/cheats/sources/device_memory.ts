// Reads what the device's memory held before, by a slice that begins before its tree.
import { addScaled, constant, defineSubmission, read, slice } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const tree = constant(new Float32Array(16), [16]);
    console.log((await read(slice(tree, [-8], [8])))[0].join());
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
