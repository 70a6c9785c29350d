// Keeps a tree in a variable of the module instead of the state.
import { add, defineSubmission } from "steepest";
let kept;

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    kept ??= ctx.params;
    return { params: add(kept, 0) };
  },
});
