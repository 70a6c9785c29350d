// Hopes that a privacy better than perfect is believed.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    ctx.notePrivacy({ epsilon: -Number.MAX_VALUE, delta: -1 });
    return { params: ctx.params };
  },
});
