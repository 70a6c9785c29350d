// Brings a description of a megabyte in its search space.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "external",
  hyperparameters: [{ text: "x".repeat(1_000_000) }],
  init: () => null,
  update: (ctx) => ({ params: ctx.params }),
});
