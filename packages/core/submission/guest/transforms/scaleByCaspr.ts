import { checkedOptions, count, decay, nonNegative } from "../checkedOptions.ts";
import { add, div, ema, maximum, mul } from "../operations/elementwise.ts";
import { asMatrices, reshapeLike } from "../operations/leafShapes.ts";
import { symmetricPower } from "../operations/matrixFunctions.ts";
import { leafNorm } from "../operations/reductions.ts";
import { matmul } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { AsyncTransform } from "../transform.ts";
import type { Tree } from "../tree.ts";
import { type AdamState, scaleByAdam } from "./scaleByAdam.ts";

export interface CasprState {
  readonly left: Tree;
  readonly right: Tree;
  readonly roots: { readonly left: Tree; readonly right: Tree } | null;
  readonly adam: AdamState;
}

export interface CasprOptions {
  /** Decays of Adam's first moment, and of its second and of the Gram matrices. */
  readonly beta1: number;
  readonly beta2: number;
  /** Added to eigenvalues. */
  readonly epsilon: number;
  /** Steps between two computations of the roots. */
  readonly frequency: number;
}

/**
 * ¼(L^(−½)M + 2L^(−¼)MR^(−¼) + MR^(−½)) of Adam's first moment M, in the length of Adam's direction, for leaves of
 * rank 2 and more, which count as matrices. Duvvuri et al. 2024, "Combining Axes Preconditioners through Kronecker Approximation", ICLR.
 */
export function scaleByCaspr(options: CasprOptions): AsyncTransform<CasprState> {
  const { beta1, beta2, epsilon, frequency } = checkedOptions("scaleByCaspr", options, {
    beta1: [decay],
    beta2: [decay],
    epsilon: [nonNegative],
    frequency: [count],
  });
  const adam = scaleByAdam({ beta1, beta2 });
  const grams = (g: Tree) => ({
    left: matmul(g, g, { transposeRight: true }),
    right: matmul(g, g, { transposeLeft: true }),
  });
  return placed(
    {
      init(params) {
        const zero = grams(mul(asMatrices(params), 0));
        return { ...zero, roots: null, adam: adam.init(params) };
      },
      async update(g, state, ctx) {
        const now = grams(asMatrices(g));
        const [left, right] = [ema(state.left, now.left, beta2), ema(state.right, now.right, beta2)];
        const graft = adam.update(g, state.adam, ctx);
        let { roots } = state;
        if (!roots || ctx.step % frequency === 0) {
          const correction = 1 / (1 - beta2 ** ctx.step);
          roots = {
            left: await symmetricPower(mul(left, correction), -1 / 4, { epsilon }),
            right: await symmetricPower(mul(right, correction), -1 / 4, { epsilon }),
          };
        }
        const made = roots;
        const axes = (x: Tree) => mul(add(matmul(made.left, x), matmul(x, made.right)), 0.5);
        const shaped = axes(axes(asMatrices(graft.state.m)));
        const length = div(leafNorm(graft.updates), maximum(leafNorm(shaped), 1e-30));
        const updates = mul(reshapeLike(shaped, g), length);
        return { updates, state: { left, right, roots, adam: graft.state } };
      },
    },
    takesDirections("scaleByCaspr"),
  );
}
