// Times the device by counting loops until a promise resolves; counts say nothing, because the guest stands still meanwhile.
import { addScaled, defineSubmission, read } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    let count = 0;
    const reading = read(ctx.params).then(() => { done = true; });
    let done = false;
    while (!done && count < 1e4) count += 1;
    await reading;
    console.log("counted", count);
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
