import { checkedOptions, nonNegative, whole } from "../checkedOptions.ts";
import { add, addScaled, div, maximum, mul } from "../operations/elementwise.ts";
import { globalNorm } from "../operations/reductions.ts";
import { expectTransform, inOrder, placed, placementsOf, takesGradients } from "../placement.ts";
import type { AsyncTransform, Transform, Transformed } from "../transform.ts";

export interface AmpOptions {
  /** ε: radius of the ball of perturbations. */
  readonly epsilon?: number | undefined;
  /** ζ: step of the ascent. */
  readonly zeta?: number | undefined;
  /** N: ascent steps. */
  readonly steps?: number | undefined;
}

/**
 * Adversarial model perturbation: Δ ← 0; N times Δ ← Δ + ζ∇f(p + Δ), brought back to ‖Δ‖ ≤ ε; the inner transform gets the gradient at p + Δ and
 * acts at p. N + 1 gradients a step. Stands first. Zheng, Zhang & Mao 2021, arXiv 2010.04925, algorithm 1.
 */
export function amp<Inner>(options: AmpOptions, inner: Transform<Inner>): Transform<Inner>;
export function amp<Inner>(options: AmpOptions, inner: AsyncTransform<Inner>): AsyncTransform<Inner>;
export function amp<Inner>(
  options: AmpOptions,
  inner: Transform<Inner> | AsyncTransform<Inner>,
): Transform<Inner> | AsyncTransform<Inner> {
  const { epsilon, zeta, steps } = checkedOptions("amp", options, {
    epsilon: [nonNegative, 0.5],
    zeta: [nonNegative, 1],
    steps: [whole, 1],
  });
  expectTransform("amp: its second argument", inner);
  return placed(
    {
      ...inner,
      update(g, state, ctx) {
        let gradient = g;
        let shift = mul(g, 0);
        for (let n = 0; n < steps; n++) {
          const longer = addScaled(shift, gradient, zeta);
          shift = mul(longer, div(epsilon, maximum(globalNorm(longer), Math.max(epsilon, 1e-30))));
          gradient = ctx.lossAndGrad(add(ctx.params, shift), ctx.batch, { updateBatchNorm: false }).grads;
        }
        // Whether it is a promise is what the signatures above say.
        return inner.update(gradient, state, ctx) as Transformed<Inner>;
      },
    },
    ...inOrder("amp", [takesGradients("amp"), ...placementsOf(inner)]),
  );
}
