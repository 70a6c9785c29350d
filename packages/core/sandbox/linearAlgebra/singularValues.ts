import { householderQr } from "./householderQr.ts";
import { type Matrix, type Pause, timesTransposed, transposed } from "./matrix.ts";
import { symmetricEigen } from "./symmetricEigen.ts";

/** A = U diag(s) Vᵀ with U [m, k], s [k] descending, V [n, k], k = min(m, n). */
export interface SingularValues {
  readonly u: Matrix;
  readonly s: Float64Array;
  readonly v: Matrix;
}

/**
 * Singular values and vectors by the eigenvectors V of AᵀA and the QR of AV, whose columns are orthogonal up to rounding. Squaring
 * costs half the digits: of float64 what remains is below float32's rounding of the largest singular value, and A is float32.
 * Each column of the smaller side's matrix has its largest element positive. Elements that are not finite make everything NaN.
 */
export function singularValues(matrix: Matrix, pause: Pause): SingularValues {
  if (matrix.rows < matrix.columns) {
    const { u, s, v } = singularValues(transposed(matrix), pause);
    return { u: v, s, v: u };
  }
  const n = matrix.columns;
  const turned = transposed(matrix);
  const { vectors } = symmetricEigen(timesTransposed(turned, turned, pause), pause);
  const descending = new Float64Array(n * n);
  for (let i = 0; i < n; i++) descending.set(vectors.values.subarray((n - 1 - i) * n, (n - i) * n), i * n);
  const right: Matrix = { rows: n, columns: n, values: descending };
  const { q, r } = householderQr(timesTransposed(matrix, right, pause), pause);
  const diagonal = Array.from({ length: n }, (_, j) => r.values[j * n + j] as number);
  // Values that are 0 but for rounding come in any order.
  const order = [...diagonal.keys()].sort(
    (i, j) => Math.abs(diagonal[j] as number) - Math.abs(diagonal[i] as number) || i - j,
  );
  const signs = order.map((j) => ((diagonal[j] as number) < 0 ? -1 : 1));
  const u = q.values.map((_, at) => {
    const column = at % n;
    return (signs[column] as number) * (q.values[at - column + (order[column] as number)] as number);
  });
  return {
    u: { rows: q.rows, columns: n, values: u },
    s: Float64Array.from(order, (j) => Math.abs(diagonal[j] as number)),
    v: inOrder(transposed(right), order),
  };
}

/** The columns of a matrix in another order. */
function inOrder(matrix: Matrix, order: readonly number[]): Matrix {
  const { columns, values } = matrix;
  return {
    ...matrix,
    values: values.map((_, at) => values[at - (at % columns) + (order[at % columns] as number)] as number),
  };
}
