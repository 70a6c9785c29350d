// Delays some leaves alone, with gradients that are fresh.
import { chain, defineSubmission, delayed, masked, scaleByLearningRate } from "steepest";

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  optimizer: ({ lr }) =>
    chain(
      masked(delayed(1), () => true),
      scaleByLearningRate(lr),
    ),
});
