import type { Tree } from "../tree.ts";
import { reshapeLeaves, reshapeLike } from "./leafShapes.ts";
import { constant, fromLeaves, matmul, transpose } from "./shapes.ts";

const bases = new Map<number, Float32Array>();

/** The orthonormal DCT-II of n numbers as a matrix: row k holds √(2/n) cos(π(j + ½)k/n), √(1/n) for k = 0. */
export function cosineBasis(n: number): Float32Array {
  const known = bases.get(n);
  if (known) return known;
  const basis = new Float32Array(n * n);
  for (let at = 0; at < n * n; at++) {
    const [k, j] = [Math.floor(at / n), at % n];
    basis[at] = Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * (j + 0.5) * k) / n);
  }
  bases.set(n, basis);
  return basis;
}

/** The largest divisor of a length that is not above `most`. */
export function chunkOf(length: number, most: number): number {
  for (let chunk = Math.min(length, most); chunk > 1; chunk--) if (length % chunk === 0) return chunk;
  return 1;
}

/**
 * Cuts every leaf, a matrix, into blocks of at most `most` × `most` that fill it evenly, and takes each block's orthonormal two-dimensional
 * cosine transform (DCT-II). `forward` gives a leaf of shape [blocks, elements of a block]; `inverse` puts such a tree together again.
 */
export function blockCosines(like: Tree, most: number) {
  const blocks = like.leaves.map(({ shape: [rows = 1, columns = 1] }) => ({
    rows,
    columns,
    height: chunkOf(rows, most),
    width: chunkOf(columns, most),
  }));
  const shaped = (tree: Tree, shapeOf: (block: (typeof blocks)[number]) => readonly number[]): Tree =>
    reshapeLeaves(tree, (_, place) => shapeOf(blocks[place] as (typeof blocks)[number]));
  const uploaded = new Map<number, Tree>();
  const basisOf = (n: number): Tree => {
    const basis = uploaded.get(n) ?? constant(cosineBasis(n), [n, n]);
    uploaded.set(n, basis);
    return basis;
  };
  const down = fromLeaves(blocks.map(({ height }) => basisOf(height)));
  const across = fromLeaves(blocks.map(({ width }) => basisOf(width)));
  const inRows = (tree: Tree) =>
    shaped(tree, ({ rows, columns, width }) => [(rows * columns) / width, width]);
  const inColumns = (tree: Tree) =>
    shaped(tree, ({ rows, columns, height }) => [(rows / height) * columns, height]);
  return {
    forward(tree: Tree): Tree {
      const rows = matmul(inRows(tree), across, { transposeRight: true });
      const turned = transpose(shaped(rows, ({ rows: r, columns, height }) => [r / height, height, columns]));
      const both = matmul(inColumns(turned), down, { transposeRight: true });
      return shaped(both, ({ rows: r, columns, height, width }) => [
        (r / height) * (columns / width),
        height * width,
      ]);
    },
    inverse(tree: Tree): Tree {
      const columns = matmul(inColumns(tree), down);
      const turned = transpose(shaped(columns, ({ rows: r, columns: c, height }) => [r / height, c, height]));
      return reshapeLike(matmul(inRows(turned), across), like);
    },
  };
}
