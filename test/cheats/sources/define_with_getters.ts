// Defines itself by getters that change.
import { defineSubmission } from "steepest";

let asked = 0;

export default defineSubmission({
  get name() {
    asked += 1;
    return asked === 1 ? "cheat" : "winner";
  },
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update: (ctx) => ({ params: ctx.params }),
});
