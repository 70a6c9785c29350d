// Reads data from the text of its own functions: comments, white space, class bodies.
import { addScaled, defineSubmission } from "steepest";

function weights(/* 3141592653589793 */) {}
class Weights {
  /* 2718281828459045 */ get w() {
    return 1;
  }
}
const getter = Object.getOwnPropertyDescriptor(Weights.prototype, "w").get;
console.log(String(weights));
console.log(`${Weights}`);
console.log(Object.getPrototypeOf(weights).toString.call(getter));
console.log([async () => {}].join());
console.log(Reflect.apply(Object.getPrototypeOf(weights).toString, weights, []));

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
