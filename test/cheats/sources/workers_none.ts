// Hopes that without workers no gradient is charged.
import { chain, defineSubmission, scaleByLearningRate, workers } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  optimizer: ({ lr }) => chain(workers(0), scaleByLearningRate(lr)),
});
