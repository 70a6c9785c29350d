import type { Batch } from "./batch.ts";
import type { Context, CurvatureOptions, LossOptions } from "./context.ts";
import { differenceStep } from "./differenceStep.ts";
import { add, div, maximum, mul, sub } from "./operations/elementwise.ts";
import { globalNorm } from "./operations/reductions.ts";
import type { Tree } from "./tree.ts";

/** Draws of products that state none: above all that a submission may state, and each its own. */
const ownDraws = 2 ** 52;
let products = 0;

/**
 * The Hessian of the mean loss at `params` times `vector`, by the central difference of two gradients on the same batch with the same random
 * draws (Pearlmutter 1994, §2): (g(w + εv) − g(w − εv)) / 2ε with ‖εv‖ = 10⁻³·max(1, ‖w‖). It errs by order ε², and by the rounding of
 * float32 gradients over 2ε. Gauss–Newton's product is the same of the divergence from the predictions at `params`, whose
 * Hessian there is Jᵀ H J (Martens 2020, §8). Costs two gradients and a few operations on trees.
 */
export function hessianVector(
  ctx: Pick<Context, "lossAndGrad">,
  params: Tree,
  batch: Batch,
  vector: Tree,
  { curvature = "hessian", ...given }: CurvatureOptions = {},
): Tree {
  if (curvature !== "hessian" && curvature !== "gaussNewton") {
    throw new TypeError(`hvp: \`curvature\` must be "hessian" or "gaussNewton", not ${String(curvature)}`);
  }
  const options: LossOptions = {
    ...given,
    ...(curvature === "gaussNewton" ? { mode: "eval" as const, labels: { predictedBy: params } } : {}),
    draw: given.draw ?? ownDraws + products++,
  };
  // A vector of zeros has itself for a product.
  const length = maximum(globalNorm(vector), 1e-30);
  const epsilon = div(mul(maximum(globalNorm(params), 1), differenceStep), length);
  const step = mul(vector, epsilon);
  const ahead = ctx.lossAndGrad(add(params, step), batch, options).grads;
  const behind = ctx.lossAndGrad(sub(params, step), batch, options).grads;
  return div(sub(ahead, behind), mul(epsilon, 2));
}
