// Gives parameters of other shapes.
import { defineSubmission, fromLeaves, leaf, transpose } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: fromLeaves([transpose(leaf(ctx.params, 0)), leaf(ctx.params, 1)]) };
  },
});
