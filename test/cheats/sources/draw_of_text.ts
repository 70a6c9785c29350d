// Numbers a draw by a text.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.lossAndGrad(ctx.params, ctx.batch, { draw: "1e999" as never });
    return { params: ctx.params };
  },
});
