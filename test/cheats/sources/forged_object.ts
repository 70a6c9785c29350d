// Gives an object with a handle in it.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: { handle: 1, leaves: ctx.params.leaves } };
  },
});
