// Keeps a step's batch for passes when it is over.
import { type Batch, defineSubmission } from "steepest";

let kept: Batch | undefined;

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    kept ??= ctx.batch;
    const { modelState } = ctx.forward(ctx.params, kept);
    return { params: ctx.params, modelState };
  },
});
