// Changes what the prototype of trees says of their leaves, so that a read would run beyond its end.
import { addScaled, defineSubmission, read } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    Object.defineProperty(Object.getPrototypeOf(ctx.params), "leaves", { get: () => [{ shape: [1_000_000] }] });
    console.log((await read(ctx.params))[0].length);
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
