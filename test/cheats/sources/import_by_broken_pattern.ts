// Asks for an export by a string that is a pattern cut short: the host fails on reading it.
import { "((" as nothing, defineSubmission } from "./submission.ts";

export { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => nothing,
  update: (ctx) => ({ params: ctx.params }),
});
