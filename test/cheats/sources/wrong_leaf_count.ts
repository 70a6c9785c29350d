// Gives only some of the parameters.
import { defineSubmission, leaf } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: leaf(ctx.params, 0) };
  },
});
