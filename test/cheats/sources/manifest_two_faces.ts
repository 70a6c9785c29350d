// Says another name when the host answers.
import { constant, defineSubmission } from "steepest";

let name = "cheat";
try {
  constant([1], [1]);
  name = "winner";
} catch {}

export default defineSubmission({
  name,
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update: (ctx) => ({ params: ctx.params }),
});
