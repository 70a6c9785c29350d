import { type Batch, batchHandle, batchOf } from "./batch.ts";
import { checkedOptions, count, oneOf, positive } from "./checkedOptions.ts";
import type { PerturbOptions } from "./context.ts";
import { checked, host } from "./host.ts";
import { lossArguments } from "./lossArguments.ts";
import { handleOf, type Tree } from "./tree.ts";

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
