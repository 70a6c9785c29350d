import { checkedOptions, fraction, nonNegative, whole } from "../checkedOptions.ts";
import { add, div, ema, mul, sign, sqrt, square } from "../operations/elementwise.ts";
import { asMatrices, leafScalars, reshapeLike } from "../operations/leafShapes.ts";
import { orthogonalize } from "../operations/orthogonalize.ts";
import { leafMean } from "../operations/reductions.ts";
import { merge, partition, zerosLike } from "../operations/shapes.ts";
import { placed, takesDirections } from "../placement.ts";
import type { Transform } from "../transform.ts";
import type { LeafInfo, Tree } from "../tree.ts";

export interface ScionOptions {
  /** Weight of the new gradient in the average; 1: no average. */
  readonly momentum?: number | undefined;
  /** Radii of the norm balls of hidden matrices, of the output layer and of vectors. */
  readonly scaleSpectral?: number | undefined;
  readonly scaleSign?: number | undefined;
  readonly scaleBias?: number | undefined;
  /** Newton–Schulz iterations. */
  readonly steps?: number | undefined;
}

/** √(out/in) of a weight [in, out]; of a filter [k, k, in, out] divided by k² (the norm of a convolution). */
const spectralScale = ({ shape }: LeafInfo): number => {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  return Math.sqrt(outputs / inputs) / (shape.length > 2 ? (shape[0] ?? 1) ** (shape.length - 2) : 1);
};

/** The output layer: what is marked as such; where nothing is, the last matrix. */
export function outputLayer(tree: Tree): ReadonlySet<number> {
  const matrices = tree.leaves.filter(({ shape }) => shape.length >= 2);
  const marked = matrices.filter(({ kind }) => kind === "output_weight");
  return new Set((marked.length > 0 ? marked : matrices.slice(-1)).map(({ index }) => index));
}

/**
 * m ← (1 − α)m + αg, update r · lmo(m) over the ball of each leaf's norm: spectral √(out/in) · UVᵀ for hidden matrices, sign(m)/in for the
 * output layer, m/RMS(m) for vectors. Pethick et al. 2025, arXiv 2502.07529, algorithms 1 and 2.
 */
export function scaleByScion(options: ScionOptions = {}): Transform<{ readonly average: Tree | null }> {
  const { momentum, scaleSpectral, scaleSign, scaleBias, steps } = checkedOptions("scaleByScion", options, {
    momentum: [fraction, 0.1],
    scaleSpectral: [nonNegative, 50],
    scaleSign: [nonNegative, 3000],
    scaleBias: [nonNegative, 1],
    steps: [whole, 5],
  });
  const vectors = (average: Tree): Tree => {
    const rms = sqrt(leafMean(square(average)));
    return mul(div(average, add(rms, 1e-8)), scaleBias);
  };
  const hidden = (average: Tree): Tree => {
    const orthogonal = reshapeLike(orthogonalize(asMatrices(average), { steps }), average);
    return mul(
      orthogonal,
      leafScalars(average, (leaf) => scaleSpectral * spectralScale(leaf)),
    );
  };
  const output = (average: Tree): Tree =>
    mul(
      sign(average),
      leafScalars(average, ({ shape }) => scaleSign / (shape.at(-2) ?? 1)),
    );
  return placed(
    {
      init: (params) => ({ average: momentum === 1 ? null : zerosLike(params) }),
      update(g, state) {
        const average = state.average ? ema(state.average, g, 1 - momentum) : g;
        const last = outputLayer(g);
        const flat = partition(average, ({ shape }) => shape.length < 2);
        const matrices = partition(flat.rest, ({ index }) => last.has(index));
        const updates = merge(vectors(flat.selected), output(matrices.selected), hidden(matrices.rest));
        return { updates, state: { average: state.average && average } };
      },
    },
    takesDirections("scaleByScion"),
  );
}
