import { type Batch, batchHandle } from "./batch.ts";
import type { CurvatureOptions } from "./context.ts";
import { host } from "./host.ts";
import { lossArguments } from "./lossArguments.ts";
import { ownDraws } from "./operationNames.ts";
import { handleOf, type Tree, treeOf } from "./tree.ts";

let products = 0;

/**
 * The Hessian of the mean loss at `params` times `vector`, exactly: how the gradient changes along the vector, computed beside the gradient itself (Pearlmutter 1994). Gauss–Newton's product is the
 * same of the divergence from the predictions at `params`, whose Hessian there is Jᵀ H J (Martens 2020, §8).
 */
export function hessianVector(
  params: Tree,
  batch: Batch,
  vector: Tree,
  { curvature = "hessian", ...given }: CurvatureOptions = {},
  modelState: Tree,
): Tree {
  if (curvature !== "hessian" && curvature !== "gaussNewton") {
    throw new TypeError(`hvp: \`curvature\` must be "hessian" or "gaussNewton", not ${String(curvature)}`);
  }
  const [state, json] = lossArguments(
    {
      ...given,
      ...(curvature === "gaussNewton" ? { mode: "eval" as const, labels: { predictedBy: params } } : {}),
      draw: given.draw ?? ownDraws + products++,
    },
    modelState,
  );
  return treeOf(host.hvp(handleOf(params), state, batchHandle(batch), json, handleOf(vector)));
}
