// Sends everything as if it were sparse: each element then costs its place, too.
import { chain, defineSubmission, scaleByLearningRate, stateless, workers } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.01 }],
  optimizer: ({ lr }) =>
    chain(workers(2, { message: stateless((g) => g), encoding: "sparse" }), scaleByLearningRate(lr)),
});
