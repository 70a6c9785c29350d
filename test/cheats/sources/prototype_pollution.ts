// Changes prototypes that the host's side of the guest uses.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (const attempt of [
      () => { Object.prototype.handle = 1; },
      () => { Array.prototype.map = () => [1]; },
      () => { Promise.prototype.then = () => {}; },
      () => { Float32Array.prototype.slice = () => {}; },
      () => { Map.prototype.get = () => {}; },
      () => { JSON.parse = () => ({}); },
      () => { Number.isInteger = () => true; },
      () => { Set = null; },
      () => { Reflect.ownKeys = null; },
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
