// Throws an error that runs for ever when it is looked at.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    throw { get message() { for (;;); }, toJSON() { for (;;); } };
  },
});
