import {
  checkedOptions,
  decay,
  flag,
  fraction,
  limit,
  nonNegative,
  oneOf,
  positive,
  whole,
} from "../checkedOptions.ts";
import { abs, add, ema, minimum, mul, reciprocal, sqrt, square } from "../operations/elementwise.ts";
import {
  applyFactors,
  divideByFactors,
  identityFactors,
  kroneckerAxes,
  updateFactors,
} from "../operations/kroneckerFactors.ts";
import { reshapeLeaves, reshapeLike } from "../operations/leafShapes.ts";
import { leafMean } from "../operations/reductions.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { AsyncTransform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";

export interface KronOptions {
  readonly beta1?: number | undefined;
  /** Chance of updating the preconditioner at a step. */
  readonly probability?: number | undefined;
  /** Longest side with a triangular factor; longer ones have a diagonal. At most 2048, the host's longest side. */
  readonly longestSide?: number | undefined;
  /** Leaves of fewer axes have diagonals. */
  readonly fewestAxes?: number | undefined;
  /** `none`, `one_diag` (each leaf's longest side has a diagonal) or `all_diag`. */
  readonly memorySaveMode?: string | undefined;
  /** Fit the preconditioner to the momentum instead of the gradient. */
  readonly fitsMomentum?: boolean | undefined;
  /** μ: step size of the preconditioner. */
  readonly preconditionerRate?: number | undefined;
  readonly initialScale?: number | undefined;
}

export interface KronState {
  readonly m: Tree;
  readonly factors: readonly Tree[];
}

/** √ε of float32: how much of the probe is mixed in, so that no direction is without gradient. */
const damping = Math.sqrt(2 ** -23);
/** Largest root mean square of a leaf's update. */
const largestUpdate = 1.1;

/** The longest side; of equal ones the first of [in, out], as the authors' code takes the last of [out, in]. */
const longestFromEnd = ({ shape }: LeafInfo): number => shape.length - shape.indexOf(Math.max(...shape));

/**
 * PSGD with Kronecker factors: m ← β₁m + (1−β₁)g, v normal, a = Qm̂, b = Q⁻ᵀv, Q ← Q − μ·triu(aaᵀ − bbᵀ)Q/‖aaᵀ + bbᵀ‖ for the factor of
 * each axis; update QᵀQm̂, limited to a root mean square of 1.1 a leaf. Li 2018, arXiv 1512.04202 and 1803.09383; kron_torch.
 */
export function scaleByKron(options: KronOptions = {}): AsyncTransform<KronState> {
  const checked = checkedOptions("scaleByKron", options, {
    beta1: [decay, 0.9],
    probability: [fraction, 1],
    longestSide: [limit, 8192],
    fewestAxes: [whole, 2],
    memorySaveMode: [oneOf("none", "one_diag", "all_diag"), "none"],
    fitsMomentum: [flag, true],
    preconditionerRate: [nonNegative, 0.1],
    initialScale: [positive, 1],
  });
  const { beta1, probability, longestSide, fewestAxes, memorySaveMode } = checked;
  const { fitsMomentum, preconditionerRate, initialScale } = checked;
  const isDiagonal = (leaf: LeafInfo, fromEnd: number): boolean => {
    const length = leaf.shape.at(-fromEnd) ?? 1;
    if (length === 1 || length > Math.min(longestSide, 2048) || leaf.shape.length < fewestAxes) return true;
    return (
      memorySaveMode === "all_diag" || (memorySaveMode === "one_diag" && longestFromEnd(leaf) === fromEnd)
    );
  };
  const vectors = (tree: Tree) => reshapeLeaves(tree, ({ shape }) => (shape.length === 0 ? [1] : shape));
  return placed(
    {
      init(params) {
        const axes = kroneckerAxes(vectors(params), isDiagonal);
        return { m: zerosLike(params), factors: identityFactors(vectors(params), axes, initialScale) };
      },
      async update(g, state, ctx) {
        const m = ema(state.m, g, beta1);
        let direction = vectors(mul(m, 1 / (1 - beta1 ** ctx.step)));
        const axes = kroneckerAxes(direction, isDiagonal);
        let { factors } = state;
        if (probability >= 1 || ctx.rng.number() < probability) {
          const probe = vectors(ctx.rng.normal(g));
          const fitted = fitsMomentum ? direction : vectors(g);
          const damped = add(fitted, mul(probe, mul(leafMean(abs(fitted)), damping)));
          const pair = [
            applyFactors(damped, axes, factors),
            await divideByFactors(probe, axes, factors),
          ] as const;
          factors = updateFactors(axes, factors, pair, preconditionerRate);
          if (fitsMomentum) direction = damped;
        }
        const half = applyFactors(direction, axes, factors);
        const updates = reshapeLike(applyFactors(half, axes, factors, { transposed: true }), g);
        const length = add(sqrt(leafMean(square(updates))), 1e-12);
        return {
          updates: mul(updates, minimum(mul(reciprocal(length), largestUpdate), 1)),
          state: { m, factors },
        };
      },
    },
    takesDirections("scaleByKron"),
  );
}
