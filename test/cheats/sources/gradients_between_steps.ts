// Asks for gradients where it is only asked for a place, with the context of the step before.
import {
  type Batch,
  chain,
  defineSubmission,
  delayed,
  scaleByLearningRate,
  type Transform,
  type TransformContext,
  type Tree,
} from "steepest";

let before: TransformContext | null = null;
const spying: Transform<{ readonly batch: Batch; readonly modelState: Tree } | null> = {
  init: () => null,
  update(updates, _, ctx) {
    before = ctx;
    return { updates, state: { batch: ctx.batch, modelState: ctx.modelState } };
  },
  gradientParams(params, state) {
    if (state) before?.lossAndGrad(params, state.batch, { modelState: state.modelState });
    return params;
  },
};

export default defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  optimizer: ({ lr }) => chain(delayed(0), spying, scaleByLearningRate(lr)),
});
