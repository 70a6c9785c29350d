// Starts a reader in the background that would go on after its step, when nothing is charged.
import { addScaled, defineSubmission, read } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const first = ctx.step;
    (async () => {
      for (;;) {
        await read(ctx.params);
        if (ctx.step !== first || !(ctx.elapsed >= 0)) console.log("after the step");
      }
    })();
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
