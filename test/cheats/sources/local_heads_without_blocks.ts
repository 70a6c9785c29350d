// Gives heads to a model that has no blocks.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.lossAndGrad(ctx.params, ctx.batch, { local: ctx.params });
    return { params: ctx.params };
  },
});
