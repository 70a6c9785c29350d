// Hands gradients on by a variable and sends nothing: no byte is counted, but every gradient.
import { chain, defineSubmission, mul, scaleByLearningRate, stateless, type Tree, workers } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  optimizer({ lr }) {
    let latest: Tree | null = null;
    const silent = stateless((g) => {
      latest = g;
      return mul(g, 0);
    });
    return chain(
      workers(2, { message: silent, encoding: "sparse" }),
      stateless((none) => latest ?? none),
      scaleByLearningRate(lr),
    );
  },
});
