// Asks for a perturbed batch by an option, to have its handle taken for a loss.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { loss } = ctx.lossAndGrad(ctx.params, ctx.batch, { perturb: { radius: 1, norm: "infinity", stepSize: 1 } } as object);
    return { params: loss };
  },
});
