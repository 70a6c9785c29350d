import { blockwiseQuantization, type QuantizedTree } from "../blockwiseQuantization.ts";
import { checkedOptions, count, decay, nonNegative } from "../checkedOptions.ts";
import { fourBitQuantization } from "../fourBitQuantization.ts";
import { abs, add, div, ema, mul, sqrt, square } from "../operations/elementwise.ts";
import { asMatrices, reshapeLike } from "../operations/leafShapes.ts";
import { svd } from "../operations/matrixFunctions.ts";
import { globalMean, sumAxis } from "../operations/reductions.ts";
import {
  fromLeaves,
  leavesOf,
  matmul,
  readNumber,
  slice,
  transpose,
  zerosLike,
} from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { AsyncTransform } from "../transform.ts";
import type { Tree } from "../tree.ts";

export interface QGaloreOptions {
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly eps?: number | undefined;
  readonly rank?: number | undefined;
  /** First number of steps between two projectors of a leaf. */
  readonly gap?: number | undefined;
  /** Factor of what is projected back. */
  readonly scale?: number | undefined;
  /** A projector whose columns have at least this mean |cosine| with the last one's counts as the same. */
  readonly threshold?: number | undefined;
  /** After so many in a row that count as the same, the gap doubles. */
  readonly patience?: number | undefined;
}

interface LayerState {
  /** [shorter side, rank]. */
  readonly base: QuantizedTree | null;
  readonly m: QuantizedTree;
  readonly v: QuantizedTree;
  /** Step of the next projector. */
  readonly due: number;
  readonly gap: number;
  readonly same: number;
}

const basis = fourBitQuantization({ blockSize: 256 });
const signed = blockwiseQuantization({ signed: true, blockSize: 256 });
const unsigned = blockwiseQuantization({ signed: false, blockSize: 256 });

const isWide = (matrix: Tree): boolean => {
  const [rows = 1, columns = 1] = matrix.leaves[0]?.shape ?? [];
  return rows <= columns;
};

/**
 * GaLore with its projectors in 4 bits and Adam's moments in 8, for leaves of rank 2 and more, which count as matrices. A leaf whose projector
 * stays the same takes new ones ever more rarely. Zhang et al. 2024, arXiv 2407.08296, algorithm 1.
 */
export function scaleByQGalore(options: QGaloreOptions = {}): AsyncTransform<readonly LayerState[]> {
  const { beta1, beta2, eps, rank, gap, scale, threshold, patience } = checkedOptions(
    "scaleByQGalore",
    options,
    {
      beta1: [decay, 0.9],
      beta2: [decay, 0.999],
      eps: [nonNegative, 1e-6],
      rank: [count, 128],
      gap: [count, 200],
      scale: [nonNegative, 0.25],
      threshold: [nonNegative, 0.4],
      patience: [count, 2],
    },
  );
  const sideOf = (matrix: Tree) => Math.min(rank, ...(matrix.leaves[0]?.shape ?? []));
  /** A tree in the shape of the leaf's projector, and one in that of its projected gradient. */
  const projectorLike = (x: Tree) => slice(isWide(x) ? x : transpose(x), [0, 0], [-1, sideOf(x)]);
  const projectedLike = (x: Tree) => slice(x, [0, 0], isWide(x) ? [sideOf(x), -1] : [-1, sideOf(x)]);

  async function renewed(g: Tree, state: LayerState, step: number): Promise<LayerState> {
    const vectors = await svd(g);
    const base = slice(isWide(g) ? vectors.u : vectors.v, [0, 0], [-1, sideOf(g)]);
    if (!state.base) return { ...state, base: basis.quantize(base), due: step + state.gap };
    const before = basis.dequantize(state.base, projectorLike(g));
    const similarity = await readNumber(globalMean(abs(sumAxis(mul(before, base), 0))));
    const same = similarity >= threshold ? state.same + 1 : 0;
    const next = same >= patience ? { gap: 2 * state.gap, same: 0 } : { gap: state.gap, same };
    return { ...state, ...next, base: basis.quantize(base), due: step + next.gap };
  }

  return placed(
    {
      init: (params) =>
        leavesOf(asMatrices(params)).map((leaf) => {
          const zeros = zerosLike(projectedLike(leaf));
          return { base: null, m: signed.quantize(zeros), v: unsigned.quantize(zeros), due: 1, gap, same: 0 };
        }),
      async update(g, states, { step: k }) {
        const correction = (scale * Math.sqrt(1 - beta2 ** k)) / (1 - beta1 ** k);
        const layers: LayerState[] = [];
        const updates: Tree[] = [];
        for (const [i, gradient] of leavesOf(asMatrices(g)).entries()) {
          const known = states[i] as LayerState;
          const layer = k >= known.due ? await renewed(gradient, known, k) : known;
          const p = basis.dequantize(layer.base as QuantizedTree, projectorLike(gradient));
          const wide = isWide(gradient);
          const low = wide ? matmul(p, gradient, { transposeLeft: true }) : matmul(gradient, p);
          const m = ema(signed.dequantize(layer.m, low), low, beta1);
          const v = ema(unsigned.dequantize(layer.v, low), square(low), beta2);
          const normed = mul(div(m, add(sqrt(v), eps)), correction);
          updates.push(wide ? matmul(p, normed) : matmul(normed, p, { transposeRight: true }));
          layers.push({ ...layer, m: signed.quantize(m), v: unsigned.quantize(v) });
        }
        return { updates: reshapeLike(fromLeaves(updates), g), state: layers };
      },
    },
    takesDirections("scaleByQGalore"),
  );
}
