// Throws an object whose fields are of the wrong kinds.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    throw { name: [], message: { a: 1 }, stack: 5 };
  },
});
