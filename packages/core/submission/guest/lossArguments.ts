import type { LossOptions, PredictedLabels } from "./context.ts";
import { handleOf, type Tree } from "./tree.ts";

/**
 * The options of a fixed function as the host takes them: the handle of the model state, and the rest as JSON with handles for trees. Every branch
 * that the usual call takes here is charged to all submissions.
 */
export function lossArguments(options: LossOptions | undefined, modelState: Tree): [number, string] {
  const { modelState: given, ...rest } = options ?? {};
  const state = handleOf(given ?? modelState);
  const { labels, weights, draw, local } = rest;
  if (!needsWriting(labels, weights, draw, local)) return [state, JSON.stringify(rest)];
  return [state, written(rest, state)];
}

/** Whether there is anything that JSON would not say as it is. */
function needsWriting(labels: unknown, weights: unknown, draw: unknown, local: unknown): boolean {
  // biome-ignore lint/style/useTemplate: a template calls a function, which is charged
  const kinds = typeof labels + " " + typeof weights + " " + typeof draw + " " + typeof local;
  return (
    kinds !== "undefined undefined undefined undefined" && kinds !== "string undefined undefined undefined"
  );
}

function written({ labels, weights, draw, local, ...rest }: LossOptions, state: number): string {
  return JSON.stringify({
    ...rest,
    ...(labels === undefined ? {} : { labels: isPrediction(labels) ? withHandles(labels, state) : labels }),
    ...(weights === undefined ? {} : { weights: handleOf(weights) }),
    ...(local === undefined ? {} : { local: handleOf(local) }),
    // What is not finite would be null in JSON, and be told as that.
    ...(draw === undefined ? {} : { draw: Number.isSafeInteger(draw) ? draw : String(draw) }),
  });
}

const isPrediction = (labels: LossOptions["labels"]): labels is PredictedLabels =>
  typeof labels === "object" && labels !== null;

const withHandles = ({ predictedBy, modelState, ...rest }: PredictedLabels, state: number) => ({
  ...rest,
  predictedBy: handleOf(predictedBy),
  modelState: modelState === undefined ? state : handleOf(modelState),
});
