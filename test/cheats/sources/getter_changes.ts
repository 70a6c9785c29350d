// Returns an object that says something else every time it is read.
import { defineSubmission, leaf } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    let reads = 0;
    return { get params() { return reads++ % 2 === 0 ? ctx.params : leaf(ctx.params, 0); } };
  },
});
