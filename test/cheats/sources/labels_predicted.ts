// Asks for labels that are predicted at other parameters of a loss that has no classes.
import { addScaled, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch, { labels: { predictedBy: ctx.params } });
    return { params: addScaled(ctx.params, grads, -0.1), modelState };
  },
});
