// Makes perturbed batches until the device has no memory left.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (let n = 0; n < 100; n++) ctx.perturb(ctx.batch, { radius: 0.1 });
    return { params: ctx.params };
  },
});
