// Has a state whose class claims every object, and hides a tree behind a symbol.
import { add, defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init(ctx) { class All { static [Symbol.hasInstance]() { return true; } } return { all: new All(), [Symbol("hidden")]: add(ctx.params, 1) }; },
  update(ctx) {
    const [hidden] = Object.getOwnPropertySymbols(ctx.state);
    return { params: add(ctx.state[hidden], 0) };
  },
});
