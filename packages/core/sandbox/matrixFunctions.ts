import * as tf from "@tensorflow/tfjs";
import { type MatrixFunction, matrixFunctions } from "../submission/guest/operationNames.ts";
import { householderQr } from "./linearAlgebra/householderQr.ts";
import { type Matrix, matrixOf, type Pause, transposed } from "./linearAlgebra/matrix.ts";
import { singularValues } from "./linearAlgebra/singularValues.ts";
import { solveTriangular } from "./linearAlgebra/solveTriangular.ts";
import { symmetricEigen } from "./linearAlgebra/symmetricEigen.ts";
import { symmetricPower } from "./linearAlgebra/symmetricPower.ts";
import type { TreeMaker } from "./treeMaker.ts";
import { TreeValue } from "./treeValue.ts";

/** Longest side of a matrix: beyond it one function would take the better part of a call's time. */
export const longestSide = 2048;

type Shape = readonly number[];

interface Implementation {
  /** Shapes of the results for one leaf (and its counterpart in the second tree). Throws where they do not fit. */
  shapes(leaf: Shape, other: Shape): readonly Shape[];
  /** Values of the results, in those shapes. */
  run(leaf: Matrix, other: Matrix, settings: readonly number[], pause: Pause): readonly ArrayLike<number>[];
}

const square = (name: string, shape: Shape): number => {
  const [rows = 0, columns = 0] = shape;
  if (rows !== columns) throw new Error(`${name}: a leaf of shape [${shape}] is not square`);
  return rows;
};

const implementations: Readonly<Record<MatrixFunction, Implementation>> = {
  eigh: {
    shapes: (shape) => [[square("eigh", shape)], shape],
    run(matrix, _, __, pause) {
      const { values, vectors } = symmetricEigen(matrix, pause);
      return [values, transposed(vectors).values];
    },
  },
  qr: {
    shapes: ([m = 0, n = 0]) => [
      [m, Math.min(m, n)],
      [Math.min(m, n), n],
    ],
    run(matrix, _, __, pause) {
      const { q, r } = householderQr(matrix, pause);
      return [q.values, r.values];
    },
  },
  svd: {
    shapes: ([m = 0, n = 0]) => [[m, Math.min(m, n)], [Math.min(m, n)], [n, Math.min(m, n)]],
    run(matrix, _, __, pause) {
      const { u, s, v } = singularValues(matrix, pause);
      return [u.values, s, v.values];
    },
  },
  symmetricPower: {
    shapes: (shape) => [[square("symmetricPower", shape), shape[1] as number]],
    /** The exponent is a number, or each leaf's in the second tree. */
    run: (matrix, other, [epsilon = 0, exponent = Number.NaN], pause) => [
      symmetricPower(matrix, Number.isNaN(exponent) ? (other.values[0] as number) : exponent, epsilon, pause)
        .values,
    ],
  },
  solveTriangular: {
    shapes(shape, other) {
      const n = square("solveTriangular", shape);
      if (other.length < 2 || other.at(-2) !== n) {
        throw new Error(`solveTriangular: a right side of shape [${other}] does not go with [${shape}]`);
      }
      return [other];
    },
    run(triangle, right, [flags = 0], pause) {
      const options = { lower: (flags & 1) !== 0, transpose: (flags & 2) !== 0 };
      const size = triangle.rows * right.columns;
      const solved = new Float64Array(right.values.length);
      for (let at = 0; at < solved.length; at += size) {
        const part = { ...right, rows: triangle.rows, values: right.values.subarray(at, at + size) };
        solved.set(solveTriangular(triangle, part, options, pause).values, at);
      }
      return [solved];
    },
  },
};

export interface MatrixCall {
  /** Place in `matrixFunctions`. */
  readonly operation: number;
  readonly tree: TreeValue;
  /** The second argument; the first again where there is none. */
  readonly other: TreeValue;
  readonly settings: readonly number[];
}

/**
 * Functions of matrices, leaf by leaf, in float64 on the host and rounded once: what tfjs has no kernels for. They need the numbers, so
 * they wait for the device as `read` does. Returns one tree for each result.
 */
export async function matrixFunction(
  maker: TreeMaker,
  { operation, tree, other, settings }: MatrixCall,
  pause: Pause,
): Promise<TreeValue[]> {
  const name = matrixFunctions[operation];
  if (name === undefined) throw new Error(`there is no matrix function ${operation}`);
  const { shapes, run } = implementations[name];
  const { leaves } = tree.structure;
  const others = other.structure.leaves;
  if (others.length !== leaves.length) throw new Error(`${name}: the trees have different numbers of leaves`);
  const made = leaves.map(({ shape }, i) => {
    if (shape.length !== 2) throw new Error(`${name}: leaf ${i} of shape [${shape}] is not a matrix`);
    if (shape.some((length) => length > longestSide)) {
      throw new Error(`${name}: leaf ${i} of shape [${shape}] has a side above ${longestSide}`);
    }
    return shapes(shape, others[i]?.shape ?? []);
  });
  const structures = (made[0] ?? []).map((_, result) =>
    maker.structures.reshaped(
      tree.structure,
      made.map((ofLeaf) => ofLeaf[result] as Shape),
    ),
  );
  if (leaves.length === 0) throw new Error(`${name}: the tree is empty`);
  maker.reserve(
    structures.reduce((sum, { size }) => sum + size, 0),
    leaves.length,
  );
  const values = (await tree.flat().data()) as Float32Array;
  const rightValues = other === tree ? values : ((await other.flat().data()) as Float32Array);
  const results = structures.map(({ size }) => new Float32Array(size));
  leaves.forEach((_, i) => {
    const [matrix, right] = [matrixAt(tree, values, i), matrixAt(other, rightValues, i)];
    run(matrix, right, settings, pause).forEach((result, place) => {
      const structure = structures[place];
      (results[place] as Float32Array).set(result, structure?.offsets[i] as number);
    });
  });
  return structures.map((structure, i) =>
    TreeValue.fromFlat(structure, tf.tensor1d(results[i] as Float32Array, "float32")),
  );
}

/** One leaf in float64; further axes in front of the last two count as rows. */
function matrixAt(tree: TreeValue, values: Float32Array, place: number): Matrix {
  const { leaves, sizes, offsets } = tree.structure;
  const from = offsets[place] as number;
  const size = sizes[place] as number;
  const columns = leaves[place]?.shape.at(-1) ?? 1;
  return matrixOf(values.subarray(from, from + size), size / columns, columns);
}
