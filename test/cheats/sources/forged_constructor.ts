// Makes trees of guessed handles with the constructor it finds on a tree.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const Tree = ctx.params.constructor;
    for (const guess of [0, -1, 1e9, 2 ** 53, Number.NaN, 0.5, "1e3", { valueOf: () => 7e7 }]) {
      try {
        console.log("got", String(new Tree(guess)));
      } catch (error) {
        console.log(error.message);
      }
    }
    return { params: new Tree(123456) };
  },
});
