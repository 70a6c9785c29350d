// Puts a batch together of perturbed ones, so that inputs which are no data outlive the step.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const other = ctx.perturb(ctx.batch, { radius: 0.1 });
    return { params: ctx.params, state: { batch: ctx.concat([ctx.batch, other]) } };
  },
});
