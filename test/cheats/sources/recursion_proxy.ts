// Stacks twenty thousand proxies.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    let stack = {};
    for (let i = 0; i < 20_000; i++) stack = new Proxy(stack, {});
    stack.x;
  },
});
