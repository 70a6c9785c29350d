// Lets the gradient be taken at a tree that is no model.
import { chain, defineSubmission, delayed, merge, partition, scaleByLearningRate, type Transform } from "steepest";

const elsewhere: Transform<null> = {
  init: () => null,
  update: (updates, state) => ({ updates, state }),
  gradientParams: (params) => merge(partition(params, ({ kind }) => kind === "bias").selected),
};

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  optimizer: ({ lr }) => chain(delayed(0), elsewhere, scaleByLearningRate(lr)),
});
