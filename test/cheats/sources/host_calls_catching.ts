// Calls the host without end and catches every refusal.
import { add, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (;;) {
      try {
        add(ctx.params, 1);
      } catch {}
    }
  },
});
