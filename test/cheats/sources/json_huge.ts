// Builds a JSON text of many megabytes for the host.
import { addScaled, defineSubmission, fromLeaves } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    fromLeaves({ map: () => ({ toJSON: () => new Array(200_000).fill(1) }) });
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
