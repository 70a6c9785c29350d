// Fills the device.
import { constant, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const all = [];
    const values = new Float32Array(100_000);
    for (;;) all.push(constant(values, [100_000]));
  },
});
