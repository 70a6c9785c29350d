// Lets a built-in nest until the engine falls over.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    let nest = [];
    for (let i = 0; i < 100_000; i++) nest = [nest];
    JSON.stringify(nest);
  },
});
