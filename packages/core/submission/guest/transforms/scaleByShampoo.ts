import {
  aFunction,
  checkedOptions,
  count,
  decay,
  flag,
  fraction,
  type Kind,
  limit,
  nonNegative,
  oneOf,
} from "../checkedOptions.ts";
import { axesOf, axisGram, multiplyAxis } from "../operations/axes.ts";
import { add, div, ema, mul, sqrt, square } from "../operations/elementwise.ts";
import { leafScalars, reshapeLeaves, reshapeLike } from "../operations/leafShapes.ts";
import { symmetricPower } from "../operations/matrixFunctions.ts";
import { leafNorm } from "../operations/reductions.ts";
import { zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { AsyncTransform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";

export interface ShampooOptions {
  /** Decay of the average of gradients that is preconditioned; 0: the gradient. */
  readonly beta1?: number | undefined;
  /** Decay of the Gram matrices; 1: they are sums. */
  readonly beta2?: number | undefined;
  /** ε, added to the eigenvalues. */
  readonly epsilon?: number | undefined;
  /** Steps between two computations of the roots. */
  readonly frequency?: number | undefined;
  /** First step whose direction is preconditioned. */
  readonly start?: number | undefined;
  /** Divide averages by 1 − βᵏ. */
  readonly biasCorrection?: boolean | undefined;
  /** `adam`: every leaf takes the length of Adam's direction, and that direction before `start`. */
  readonly grafting?: string | undefined;
  readonly graftingBeta2?: number | undefined;
  readonly graftingEpsilon?: number | undefined;
  /** A longer side has no factor: `inBlocks` cuts it instead. */
  readonly longestSide?: number | undefined;
  /** Exponent of a leaf's factors; −1/(2 · order) by default. */
  readonly exponentOf?: ((order: number) => number) | undefined;
}

export interface ShampooState {
  /** One tree of Gram matrices for each axis, last axis first. */
  readonly factors: readonly Tree[];
  /** Their inverse roots, once there are any. */
  readonly roots: readonly Tree[] | null;
  readonly m: Tree | null;
  /** Adam's second moment. */
  readonly v: Tree | null;
}

/** Adam divides by 1 − β₂ᵏ. */
const belowOneWithGrafting: Kind = {
  what: "below 1 with grafting (left out, it is `beta2`)",
  allows: decay.allows,
};

const order = ({ shape }: LeafInfo): number => Math.max(1, shape.length);

/**
 * Lᵢ ← β₂Lᵢ + (1 − β₂)GᵢGᵢᵀ for each axis i of a leaf, unfolded along it; update m̂ ×₁ (L̂₁ + εI)^(−1/2k) … ×ₖ (L̂ₖ + εI)^(−1/2k) for a leaf of
 * order k, m the average of gradients. Gupta et al. 2018, arXiv 1802.09568; with grafting, Shi et al. 2023, arXiv 2309.06497.
 */
export function scaleByShampoo(options: ShampooOptions = {}): AsyncTransform<ShampooState> {
  const checked = checkedOptions("scaleByShampoo", options, {
    beta1: [decay, 0],
    beta2: [fraction, 1],
    epsilon: [nonNegative, 1e-12],
    frequency: [count, 1],
    start: [count, 1],
    biasCorrection: [flag, false],
    grafting: [oneOf("none", "adam"), "none"],
    graftingBeta2: [fraction, undefined],
    graftingEpsilon: [nonNegative, 1e-8],
    longestSide: [limit, 2048],
    exponentOf: [aFunction, (k: number) => -1 / (2 * k)],
  });
  const { beta1, beta2, epsilon, frequency, start, biasCorrection, grafting, longestSide, exponentOf } =
    checked;
  const { graftingBeta2 = beta2, graftingEpsilon } = checked;
  if (grafting === "adam") {
    checkedOptions("scaleByShampoo", { graftingBeta2 }, { graftingBeta2: [belowOneWithGrafting] });
  }
  const vectors = (tree: Tree) => reshapeLeaves(tree, ({ shape }) => (shape.length === 0 ? [1] : shape));
  const corrected = (tree: Tree, beta: number, k: number) =>
    biasCorrection && beta < 1 ? mul(tree, 1 / (1 - beta ** k)) : tree;
  const grams = (tree: Tree) => axesOf(tree, longestSide).map((axis) => axisGram(tree, axis));
  return placed(
    {
      init: (params) => ({
        factors: grams(vectors(zerosLike(params))),
        roots: null,
        m: beta1 > 0 ? zerosLike(params) : null,
        v: grafting === "adam" ? zerosLike(params) : null,
      }),
      async update(g, state, { step: k }) {
        const gradient = vectors(g);
        const axes = axesOf(gradient, longestSide);
        const factors = grams(gradient).map((gram, i) => {
          const factor = state.factors[i] as Tree;
          return beta2 < 1 ? ema(factor, gram, beta2) : add(factor, gram);
        });
        let { roots } = state;
        if (k >= start && k % frequency === 0) {
          const made: Tree[] = [];
          for (const [i, axis] of axes.entries()) {
            const exponents = gradient.leaves.filter(axis.has).map((leaf) => exponentOf(order(leaf)));
            const factor = corrected(factors[i] as Tree, beta2, k);
            const exponent = leafScalars(factor, (_, place) => exponents[place] as number);
            made.push(await symmetricPower(factor, exponent, { epsilon }));
          }
          roots = made;
        }
        const m = state.m && ema(state.m, g, beta1);
        const v = state.v && ema(state.v, square(g), graftingBeta2);
        const filtered = m ? corrected(m, beta1, k) : g;
        const graft = v && div(filtered, add(sqrt(mul(v, 1 / (1 - graftingBeta2 ** k))), graftingEpsilon));
        let updates = graft ?? filtered;
        if (roots && k >= start) {
          const made = roots;
          const shaped = axes.reduce(
            (x, axis, i) => multiplyAxis(x, axis, made[i] as Tree),
            vectors(filtered),
          );
          updates = reshapeLike(shaped, g);
          if (graft) updates = mul(updates, div(leafNorm(graft), add(leafNorm(updates), 1e-16)));
        }
        return { updates, state: { factors, roots, m, v } };
      },
    },
    takesDirections("scaleByShampoo"),
  );
}
