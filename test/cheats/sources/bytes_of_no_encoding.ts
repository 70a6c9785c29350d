// Sends by an encoding of its own, which would take no bytes.
import { defineSubmission, send } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update: (ctx) => ({ params: send(ctx.params, { encoding: "nothing" }) }),
});
