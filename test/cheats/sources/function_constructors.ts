// Makes code from strings, in all the ways that there are.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (const attempt of [
      () => Function("return 1")(),
      () => (() => {}).constructor("return 1")(),
      () => (async () => {}).constructor("return 1")(),
      () => (function* () {}).constructor("return 1")(),
      () => (async function* () {}).constructor("return 1")(),
      () => eval("1"),
      () => (0, eval)("1"),
      () => Reflect.construct(Object.getPrototypeOf(class {}).constructor, ["return 1"])(),
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
