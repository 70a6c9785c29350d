import type { LossOptions, PredictedLabels } from "./context.ts";
import { handleOf, type Tree } from "./tree.ts";

/** The options of a fixed function as the host takes them: the handle of the model state, and the rest as JSON with handles for trees. */
export function lossArguments(options: LossOptions | undefined, modelState: Tree): [number, string] {
  const { modelState: given, labels, weights, draw, ...rest } = options ?? {};
  const state = handleOf(given ?? modelState);
  const predicted = isPrediction(labels) ? withHandles(labels, state) : labels;
  return [
    state,
    JSON.stringify({
      ...rest,
      ...(labels === undefined ? {} : { labels: predicted }),
      ...(weights === undefined ? {} : { weights: handleOf(weights) }),
      // What is not finite would be null in JSON, and be told as that.
      ...(draw === undefined ? {} : { draw: Number.isSafeInteger(draw) ? draw : String(draw) }),
    }),
  ];
}

const isPrediction = (labels: LossOptions["labels"]): labels is PredictedLabels =>
  typeof labels === "object" && labels !== null;

const withHandles = ({ predictedBy, modelState, ...rest }: PredictedLabels, state: number) => ({
  ...rest,
  predictedBy: handleOf(predictedBy),
  modelState: modelState === undefined ? state : handleOf(modelState),
});
