// Keeps the queue of jobs full for ever.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  async update(ctx) {
    const again = () => void Promise.resolve().then(again);
    again();
    await new Promise(() => {});
  },
});
