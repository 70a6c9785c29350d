// Looks for a clock or a timer in every corner of the global object.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (const attempt of [
      () => new Date(),
      () => performance.now(),
      () => setTimeout(() => {}, 1),
      () => Atomics.wait,
      () => new WeakRef({}),
      () => new Intl.DateTimeFormat().format(),
      () => globalThis["Da" + "te"].now(),
      () => Object.getPrototypeOf(Object.getPrototypeOf(async () => {}).constructor)("return new Date()")(),
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
