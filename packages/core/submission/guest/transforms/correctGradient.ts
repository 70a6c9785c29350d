import { aFunction, checkedOptions, decay, flag, nonNegative } from "../checkedOptions.ts";
import { addScaled, div, maximum, sub } from "../operations/elementwise.ts";
import { leafNorm } from "../operations/reductions.ts";
import { merge, partition, zerosLike } from "../operations/shapes.ts";
import { placed, takesGradients } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";

export interface CorrectGradientOptions {
  /** γ: how much of the correction. */
  readonly gamma?: number | undefined;
  /** β₁ of the momentum that follows. */
  readonly beta1?: number | undefined;
  /** Take the last step's gradient (of another batch) instead of asking for that of this batch at the last parameters. */
  readonly approximate?: boolean | undefined;
  /** Leaves that are corrected; the others pass. */
  readonly only?: ((leaf: LeafInfo) => boolean) | undefined;
}

/**
 * c = g + γ·β₁/(1 − β₁)·(g − g₋), each leaf then limited to norm 1: the variance-reduced gradient of MARS (Yuan et al. 2024,
 * arXiv 2411.10438, algorithms 1 and 2). Exact (`approximate: false`): g₋ is this batch's gradient at the last parameters: two
 * gradients a step. Approximate: g₋ is the last step's gradient, 0 at first.
 */
export function correctGradient(
  options: CorrectGradientOptions = {},
): Transform<{ readonly previous: Tree }> {
  const { gamma, beta1, approximate, only } = checkedOptions("correctGradient", options, {
    gamma: [nonNegative, 0.025],
    beta1: [decay, 0.95],
    approximate: [flag, true],
    only: [aFunction, () => true],
  });
  const factor = (gamma * beta1) / (1 - beta1);
  return placed(
    {
      init: (params) => ({ previous: approximate ? zerosLike(params) : params }),
      update(g, { previous }, ctx) {
        const before = () => ctx.lossAndGrad(previous, ctx.batch, { updateBatchNorm: false }).grads;
        // At the first step the last parameters are these: nothing to correct.
        const old = approximate ? previous : ctx.step === 1 ? g : before();
        const all = addScaled(g, sub(g, old), factor);
        const corrected = partition(all, only).selected;
        const limited = div(corrected, maximum(leafNorm(corrected), 1));
        return {
          updates: merge(limited, partition(g, only).rest),
          state: { previous: approximate ? g : ctx.params },
        };
      },
    },
    takesGradients("correctGradient"),
  );
}
