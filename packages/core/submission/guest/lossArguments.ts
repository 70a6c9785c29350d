import { type Batch, batchHandle, batchOf } from "./batch.ts";
import { checkedOptions, count, oneOf, positive } from "./checkedOptions.ts";
import type { LossOptions, PerturbOptions, PredictedLabels } from "./context.ts";
import { checked, host } from "./host.ts";
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

/**
 * The batch with inputs that the loss is larger at: steps along the sign of the loss's gradient by the inputs, or along the gradient itself
 * (`euclidean`), each back into the ball around what they were: the fast gradient sign method with one step (Goodfellow et al. 2015, arXiv
 * 1412.6572), projected gradient descent with more (Madry et al. 2018, arXiv 1706.06083). Each step costs a gradient.
 */
export function perturb(
  batch: Batch,
  { radius, norm, steps, stepSize, params, ...rest }: PerturbOptions,
  at: { readonly params: Tree; readonly modelState: Tree },
): Batch {
  const checkedOnes = checkedOptions(
    "perturb",
    { radius, norm, steps, stepSize },
    {
      radius: [positive],
      norm: [oneOf("infinity", "euclidean"), "infinity"],
      steps: [count, 1],
      stepSize: [positive, undefined],
    },
  );
  const most = checkedOnes.steps;
  const own = most === 1 ? radius : (2.5 * radius) / most;
  const [state, json] = lossArguments(rest, at.modelState);
  const asked = JSON.stringify({
    ...JSON.parse(json),
    perturb: { radius, norm: checkedOnes.norm, stepSize: checkedOnes.stepSize ?? own },
  });
  let made = batchHandle(batch);
  // Behind loss, gradients and model state comes the batch.
  for (let step = 0; step < most; step++) {
    made = checked(host.lossAndGrad(handleOf(params ?? at.params), state, made, asked)) + 3;
  }
  return batchOf(made);
}
