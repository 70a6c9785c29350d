// Merges the same leaves twice.
import { defineSubmission, merge } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: merge(ctx.params, ctx.params) };
  },
});
