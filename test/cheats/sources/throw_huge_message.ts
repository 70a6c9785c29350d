// Throws a message of five million characters, to fill the record.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    throw new Error("x".repeat(5_000_000));
  },
});
