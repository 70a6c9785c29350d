// Hopes that branches are charged once, or that a group that breaks off is not charged at all.
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    try {
      ctx.sideBySide(5, (place) => {
        ctx.lossAndGrad(ctx.params, ctx.batch);
        if (place === 3) throw new Error("enough");
      });
    } catch {
      // The fifth is not begun.
    }
    return { params: ctx.params };
  },
});
