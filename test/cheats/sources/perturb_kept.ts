// Keeps a perturbed batch for later steps, whose inputs would be memory that nobody counts.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: ctx.params, state: { batch: ctx.perturb(ctx.batch, { radius: 0.1 }) } };
  },
});
