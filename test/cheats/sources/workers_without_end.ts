// States of more workers than there is memory for.
import { chain, defineSubmission, scaleByLearningRate, workers } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  optimizer: ({ lr }) => chain(workers(100_000_000), scaleByLearningRate(lr)),
});
