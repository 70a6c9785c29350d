// Returns an object that throws when it is read.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    return { get params() { throw new Error("gotcha"); } };
  },
});
