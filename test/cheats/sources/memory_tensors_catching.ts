// Fills the device, catches the refusal and goes on.
import { constant, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const all = [];
    const values = new Float32Array(100_000);
    for (let i = 0; i < 1500; i++) {
      try {
        all.push(constant(values, [100_000]));
      } catch {}
    }
    return { params: ctx.params };
  },
});
