// Returns an object whose `then` gives back another object.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { then: () => ({}) };
  },
});
