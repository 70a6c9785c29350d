// Hopes that the record keeps every statement, until it holds no more.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (let i = 0; i < 500; i++) ctx.notePrivacy({ epsilon: i, delta: 1 / (i + 1) });
    return { params: ctx.params };
  },
});
