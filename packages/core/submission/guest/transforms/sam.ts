import { checkedOptions, flag, nonNegative } from "../checkedOptions.ts";
import { add, div, mul, square } from "../operations/elementwise.ts";
import { globalNorm } from "../operations/reductions.ts";
import { expectTransform, inOrder, placed, placementsOf, takesGradients } from "../placement.ts";
import type { AsyncTransform, Transform, Transformed } from "../transform.ts";

export interface SamOptions {
  /** ρ: radius of the neighbourhood, in the norm of the parameters. */
  readonly rho?: number | undefined;
  /** Scale the neighbourhood by |p| (ASAM, arXiv 2102.11600). */
  readonly adaptive?: boolean | undefined;
}

/**
 * e = ρ·g/‖g‖ (adaptive: ρ·p²g/‖p·g‖); the inner transform gets the gradient of the same batch at p + e and acts at p. Two gradients a
 * step. Stands first: it takes raw gradients. Foret et al. 2021, arXiv 2010.01412, algorithm 1.
 */
export function sam<Inner>(options: SamOptions, inner: Transform<Inner>): Transform<Inner>;
export function sam<Inner>(options: SamOptions, inner: AsyncTransform<Inner>): AsyncTransform<Inner>;
export function sam<Inner>(
  options: SamOptions,
  inner: Transform<Inner> | AsyncTransform<Inner>,
): Transform<Inner> | AsyncTransform<Inner> {
  const { rho, adaptive } = checkedOptions("sam", options, {
    rho: [nonNegative, 0.05],
    adaptive: [flag, false],
  });
  expectTransform("sam: its second argument", inner);
  return placed(
    {
      ...inner,
      update(g, state, ctx) {
        const scaled = adaptive ? mul(ctx.params, g) : g;
        const direction = adaptive ? mul(square(ctx.params), g) : g;
        const ascent = mul(direction, div(rho, add(globalNorm(scaled), 1e-12)));
        // Running statistics of batch norm belong to the model, not to its neighbour.
        const { grads } = ctx.lossAndGrad(add(ctx.params, ascent), ctx.batch, { updateBatchNorm: false });
        // Whether it is a promise is what the signatures above say.
        return inner.update(grads, state, ctx) as Transformed<Inner>;
      },
    },
    ...inOrder("sam", [takesGradients("sam"), ...placementsOf(inner)]),
  );
}
