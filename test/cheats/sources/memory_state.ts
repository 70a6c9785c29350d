// Keeps more in the state with every step.
import { constant, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => [],
  update(ctx) {
    for (let i = 0; i < 50; i++) ctx.state.push(constant(new Float32Array(10_000), [10_000]));
    return { params: ctx.params, state: ctx.state };
  },
});
