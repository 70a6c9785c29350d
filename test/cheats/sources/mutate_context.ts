// Changes what it was told.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (const attempt of [
      () => { ctx.evals.push({ metric: 1 }); },
      () => { ctx.evals.length = 0; },
      () => { ctx.target.value = 99; },
      () => { ctx.hyperparameters.lr = 3; },
      () => { ctx.step = 1; },
      () => { ctx.rng.number = () => 0; },
      () => { ctx.elapsed = 0; },
      () => { ctx.params.leaves[0].shape[0] = 1; },
      () => { ctx.extra = 1; },
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
