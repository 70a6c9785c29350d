// Returns an object whose `then` answers twice, the second time with something else.
import { defineSubmission, mul } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const params = ctx.params;
    return {
      then(resolve) {
        resolve({ params });
        resolve({ params: mul(params, Number.NaN) });
      },
    };
  },
});
