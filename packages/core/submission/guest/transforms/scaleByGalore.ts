import { checkedOptions, count, decay, flag, nonNegative, oneOf } from "../checkedOptions.ts";
import { type Axis, multiplyAxis } from "../operations/axes.ts";
import { add, div, ema, mul, sqrt, square } from "../operations/elementwise.ts";
import { asMatrices, leafScalars, reshapeLike } from "../operations/leafShapes.ts";
import { svd } from "../operations/matrixFunctions.ts";
import { mapLeaves, partition, slice, zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { AsyncTransform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";

export interface GaloreOptions {
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  /** ε, added outside the root of the uncorrected second moment. */
  readonly eps?: number | undefined;
  readonly biasCorrection?: boolean | undefined;
  /** Rank of the projected gradient. */
  readonly rank?: number | undefined;
  /** Steps between two projectors. */
  readonly gap?: number | undefined;
  /** Factor of what is projected back. */
  readonly scale?: number | undefined;
  /** Side that is projected: the shorter (`std`), the longer (`reverse_std`), in (`right`), out (`left`) or both (`full`). */
  readonly projection?: string | undefined;
}

export interface GaloreState {
  /** Orthonormal columns for each projected side, [side, rank]. */
  readonly bases: readonly Tree[];
  /** Adam's moments of the projected gradient. */
  readonly m: Tree;
  readonly v: Tree;
}

/** Whether the in side of a weight [in, out] is projected, and whether the out side is. */
type SidesOf = (inputs: number, outputs: number) => readonly [boolean, boolean];
const sidesOf: Readonly<Record<string, SidesOf>> = {
  std: (inputs, outputs) => [inputs <= outputs, inputs > outputs],
  reverse_std: (inputs, outputs) => [inputs > outputs, inputs <= outputs],
  right: () => [true, false],
  left: () => [false, true],
  full: () => [true, true],
};

/** The singular vectors of the largest singular values. */
const leading = (vectors: Tree, rank: number): Tree =>
  mapLeaves(vectors, (leaf, { shape: [, count = 1] }) => slice(leaf, [0, 0], [-1, Math.min(rank, count)]));

/**
 * Adam on a low-rank projection of the gradient: every `gap` steps P ← the leading singular vectors of G; R = PᵀG (or GP),
 * m ← β₁m + (1−β₁)R, v ← β₂v + (1−β₂)R², update αP(m̂/(√v + ε)). Vectors take plain Adam. Zhao et al. 2024, arXiv 2403.03507, algorithm 2.
 */
export function scaleByGalore(options: GaloreOptions = {}): AsyncTransform<GaloreState> {
  const { beta1, beta2, eps, biasCorrection, rank, gap, scale, projection } = checkedOptions(
    "scaleByGalore",
    options,
    {
      beta1: [decay, 0.9],
      beta2: [decay, 0.999],
      eps: [nonNegative, 1e-6],
      biasCorrection: [flag, true],
      rank: [count, 128],
      gap: [count, 200],
      scale: [nonNegative, 0.25],
      projection: [oneOf(...Object.keys(sidesOf)), "std"],
    },
  );
  const sides = sidesOf[projection] as SidesOf;
  const isMatrix = ({ shape }: LeafInfo) => shape.length >= 2;
  /** The projected sides, by the leaves' places: their shapes change under way. */
  const axesOfParameters = (parameters: Tree): Axis[] => {
    const matrices = asMatrices(partition(parameters, isMatrix).selected).leaves;
    return [2, 1].flatMap((fromEnd, side): Axis[] => {
      const chosen = matrices.filter(({ shape: [inputs = 1, outputs = 1] }) => sides(inputs, outputs)[side]);
      const places = new Set(chosen.map(({ index }) => index));
      return places.size === 0 ? [] : [{ fromEnd, has: ({ index }) => places.has(index) }];
    });
  };
  return placed(
    {
      init(params) {
        const axes = axesOfParameters(params);
        const low = mapLeaves(zerosLike(asMatrices(params)), (leaf, info) => {
          const shorter = Math.min(...info.shape, rank);
          const size = [2, 1].map((side) =>
            axes.some((a) => a.fromEnd === side && a.has(info)) ? shorter : -1,
          );
          return slice(leaf, [0, 0], size);
        });
        return { bases: [], m: low, v: zerosLike(low) };
      },
      async update(g, state, { step: k }) {
        const axes = axesOfParameters(g);
        const gradient = asMatrices(g);
        let { bases } = state;
        if ((k - 1) % gap === 0 && axes.length > 0) {
          const { u, v } = await svd(
            partition(gradient, (leaf) => axes.some(({ has }) => has(leaf))).selected,
          );
          bases = axes.map(({ fromEnd, has }) =>
            leading(partition(fromEnd === 2 ? u : v, has).selected, rank),
          );
        }
        const low = axes.reduce((x, axis, i) => multiplyAxis(x, axis, bases[i] as Tree), gradient);
        const m = ema(state.m, low, beta1);
        const v = ema(state.v, square(low), beta2);
        const correction = biasCorrection ? Math.sqrt(1 - beta2 ** k) / (1 - beta1 ** k) : 1;
        const normed = div(m, add(sqrt(v), eps));
        const full = axes.reduce(
          (x, axis, i) => multiplyAxis(x, axis, bases[i] as Tree, { transpose: true }),
          normed,
        );
        const factors = leafScalars(g, (leaf) => correction * (isMatrix(leaf) ? scale : 1));
        return { updates: mul(reshapeLike(full, g), factors), state: { bases, m, v } };
      },
    },
    takesDirections("scaleByGalore"),
  );
}
