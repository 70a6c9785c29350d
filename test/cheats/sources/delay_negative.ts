// Hopes for gradients of steps that are yet to come.
import { chain, defineSubmission, delayed, scaleByLearningRate } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  optimizer: ({ lr }) => chain(delayed(-1), scaleByLearningRate(lr)),
});
