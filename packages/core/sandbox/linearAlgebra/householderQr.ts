import { isFiniteMatrix, type Matrix, notNumbers, type Pause, transposed } from "./matrix.ts";

/** A = QR: Q [m, k] with orthonormal columns and R [k, n] upper triangular, k = min(m, n). */
export interface Qr {
  readonly q: Matrix;
  readonly r: Matrix;
}

/**
 * QR by Householder's reflections with LAPACK's signs (dgeqrf): a reflected column's diagonal element is −sign(its head) · its length; a
 * column with nothing below the diagonal stays as it is. Elements that are not finite make everything NaN.
 */
export function householderQr(matrix: Matrix, pause: Pause): Qr {
  const { rows: m, columns: n } = matrix;
  const k = Math.min(m, n);
  // An infinite column would be reflected by nothing, and Q come out finite.
  if (!isFiniteMatrix(matrix)) return { q: notNumbers(m, k), r: notNumbers(k, n) };
  // Row j of `work` is column j of the matrix; from the diagonal on it comes to hold the reflection's vector.
  const work = transposed(matrix).values;
  const upper = new Float64Array(k * n);
  const factors = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    pause();
    const column = j * m;
    let square = 0;
    for (let i = j + 1; i < m; i++) {
      const element = work[column + i] as number;
      square += element * element;
    }
    const head = work[column + j] as number;
    let alpha = head;
    if (square !== 0) {
      const norm = Math.sqrt(head * head + square);
      alpha = head > 0 ? -norm : norm;
      work[column + j] = head - alpha;
      factors[j] = 1 / (norm * norm - alpha * head);
    }
    for (let i = 0; i < j; i++) upper[i * n + j] = work[column + i] as number;
    upper[j * n + j] = alpha;
    for (let other = j + 1; other < n; other++)
      apply(work, column, work, other * m, j, m, factors[j] as number);
  }
  for (let j = k; j < n; j++) for (let i = 0; i < k; i++) upper[i * n + j] = work[j * m + i] as number;
  const columns = new Float64Array(k * m);
  for (let j = 0; j < k; j++) columns[j * m + j] = 1;
  for (let j = k - 1; j >= 0; j--) {
    pause();
    for (let other = j; other < k; other++)
      apply(work, j * m, columns, other * m, j, m, factors[j] as number);
  }
  return {
    q: transposed({ rows: k, columns: m, values: columns }),
    r: { rows: k, columns: n, values: upper },
  };
}

/** column ← column − factor · (v · column) · v over the elements from `start` on. */
function apply(
  vectors: Float64Array,
  vectorAt: number,
  columns: Float64Array,
  at: number,
  start: number,
  m: number,
  factor: number,
): void {
  if (factor === 0) return;
  let dot = 0;
  for (let i = start; i < m; i++) dot += (vectors[vectorAt + i] as number) * (columns[at + i] as number);
  dot *= factor;
  for (let i = start; i < m; i++) {
    columns[at + i] = (columns[at + i] as number) - dot * (vectors[vectorAt + i] as number);
  }
}
