// Never comes back, and catches all that would end it.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    for (;;) {
      try {
        for (;;);
      } catch {
        continue;
      } finally {
        continue;
      }
    }
  },
});
