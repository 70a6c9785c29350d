// Looks for the host on the global object.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (const attempt of [
      () => globalThis.__steepestHost.read,
      () => globalThis.constructor.constructor("return this")(),
      () => this.constructor,
      () => globalThis.std,
      () => globalThis.os,
      () => globalThis.scriptArgs,
    ]) {
      try {
        console.log("got", String(attempt()));
      } catch (error) {
        console.log(error.message);
      }
    }
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
