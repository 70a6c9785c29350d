// Trains to NaN.
import { defineSubmission, mul } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { params: mul(ctx.params, Number.NaN) };
  },
});
