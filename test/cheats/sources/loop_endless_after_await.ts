// Never comes back from a job that runs after an await.
import { defineSubmission, read } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    await read(ctx.params);
    for (;;) {
      try {
        for (;;);
      } catch {}
    }
  },
});
