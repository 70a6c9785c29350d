// Has a state that answers every question with a tree.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: (ctx) => new Proxy({}, { ownKeys: () => ["a", "b"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: () => ctx.params }),
  update(ctx) {
    return { params: ctx.params, state: null };
  },
});
