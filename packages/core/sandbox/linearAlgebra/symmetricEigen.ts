import { isFiniteMatrix, type Matrix, notNumbers, type Pause } from "./matrix.ts";

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Row i is the eigenvector of value i, of length 1; its largest element is positive. */
  readonly vectors: Matrix;
}

const mostIterations = 60;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to a tridiagonal matrix, then QL with implicit
 * Wilkinson shifts (Golub & Van Loan, Matrix Computations, 4th edition, §8.3). About 9 n³ operations. The upper triangle is not read.
 * Elements that are not finite make everything NaN.
 */
export function symmetricEigen(matrix: Matrix, pause: Pause): SymmetricEigen {
  const n = matrix.rows;
  if (!isFiniteMatrix(matrix)) {
    return { values: notNumbers(n, 1).values, vectors: notNumbers(n, n) };
  }
  let largest = 0;
  for (const value of matrix.values) largest = Math.max(largest, Math.abs(value));
  const scale = largest === 0 ? 1 : largest;
  const work = matrix.values.map((value) => value / scale);
  const { diagonal, beside, factors } = tridiagonalize(work, n, pause);
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  implicitQl(diagonal, beside, rows, n, pause);
  // A = H₀ … Hₙ₋₃ T Hₙ₋₃ … H₀: the reflections are stored in the rows of `work`, from below the diagonal on.
  for (let k = n - 3; k >= 0; k--) {
    pause();
    for (let i = 0; i < n; i++) reflect(rows, i * n, work, k * n, k + 1, n, factors[k] as number);
  }
  return ordered(diagonal, rows, n, scale);
}

/** row ← row − factor · (v · row) · v over the elements from `start` on. */
function reflect(
  rows: Float64Array,
  at: number,
  vectors: Float64Array,
  vectorAt: number,
  start: number,
  n: number,
  factor: number,
): void {
  if (factor === 0) return;
  let dot = 0;
  for (let k = start; k < n; k++) dot += (rows[at + k] as number) * (vectors[vectorAt + k] as number);
  dot *= factor;
  for (let k = start; k < n; k++) {
    rows[at + k] = (rows[at + k] as number) - dot * (vectors[vectorAt + k] as number);
  }
}

/** Reduces `a` (full, row by row) in place; row k keeps the k-th reflection's vector. */
function tridiagonalize(a: Float64Array, n: number, pause: Pause) {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const factors = new Float64Array(n);
  const w = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j] as number;
  for (let k = 0; k < n - 2; k++) {
    pause();
    const row = k * n;
    let rest = 0;
    for (let j = k + 2; j < n; j++) rest += (a[row + j] as number) * (a[row + j] as number);
    const first = a[row + k + 1] as number;
    if (rest === 0) {
      beside[k] = first;
      continue;
    }
    const square = first * first + rest;
    const norm = Math.sqrt(square);
    const alpha = first > 0 ? -norm : norm;
    beside[k] = alpha;
    a[row + k + 1] = first - alpha;
    // 2 / vᵀv, as vᵀv = 2 (norm² − alpha · first).
    const factor = 1 / (square - alpha * first);
    factors[k] = factor;
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += (a[i * n + j] as number) * (a[row + j] as number);
      w[i] = factor * sum;
      dot += (w[i] as number) * (a[row + i] as number);
    }
    const half = (factor * dot) / 2;
    for (let i = k + 1; i < n; i++) w[i] = (w[i] as number) - half * (a[row + i] as number);
    for (let i = k + 1; i < n; i++) {
      const [vi, wi] = [a[row + i] as number, w[i] as number];
      for (let j = k + 1; j < n; j++) {
        const at = i * n + j;
        a[at] = (a[at] as number) - vi * (w[j] as number) - wi * (a[row + j] as number);
      }
    }
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i] as number;
  if (n > 1) beside[n - 2] = a[(n - 2) * n + n - 1] as number;
  return { diagonal, beside, factors };
}

/** Diagonalises the tridiagonal matrix (d, e) in place and turns the rows with it. */
function implicitQl(d: Float64Array, e: Float64Array, rows: Float64Array, n: number, pause: Pause): void {
  // Against the whole matrix, as in EISPACK's tql2: next to eigenvalues of 0 nothing is small in proportion.
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i] as number) + Math.abs(e[i] as number));
  const negligible = Number.EPSILON * norm;
  for (let low = 0; low < n; low++) {
    for (let iteration = 0; ; iteration++) {
      pause();
      let high = low;
      while (high < n - 1) {
        if (Math.abs(e[high] as number) <= negligible) break;
        high++;
      }
      if (high === low) break;
      if (iteration === mostIterations) throw new Error("eigh: the eigenvalues do not converge");
      sweep(d, e, rows, n, low, high);
    }
  }
}

/** One QL sweep over the unreduced block low … high. */
function sweep(
  d: Float64Array,
  e: Float64Array,
  rows: Float64Array,
  n: number,
  low: number,
  high: number,
): void {
  const below = e[low] as number;
  const half = ((d[low + 1] as number) - (d[low] as number)) / (2 * below);
  const root = Math.sqrt(half * half + 1);
  let g = (d[high] as number) - (d[low] as number) + below / (half + (half < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
  for (let i = high - 1; i >= low; i--) {
    const f = s * (e[i] as number);
    const b = c * (e[i] as number);
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = (d[i + 1] as number) - p;
      e[high] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = (d[i + 1] as number) - p;
    const t = ((d[i] as number) - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    const [one, next] = [i * n, (i + 1) * n];
    for (let k = 0; k < n; k++) {
      const x = rows[one + k] as number;
      const y = rows[next + k] as number;
      rows[next + k] = s * x + c * y;
      rows[one + k] = c * x - s * y;
    }
  }
  d[low] = (d[low] as number) - p;
  e[low] = g;
  e[high] = 0;
}

function ordered(d: Float64Array, rows: Float64Array, n: number, scale: number): SymmetricEigen {
  const order = Array.from(d.keys()).sort((i, j) => (d[i] as number) - (d[j] as number) || i - j);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    const row = rows.subarray(from * n, from * n + n);
    let top = 0;
    for (let k = 1; k < n; k++) if (Math.abs(row[k] as number) > Math.abs(row[top] as number)) top = k;
    const sign = (row[top] as number) < 0 ? -1 : 1;
    for (let k = 0; k < n; k++) vectors[to * n + k] = sign * (row[k] as number);
  });
  return {
    values: Float64Array.from(order, (i) => (d[i] as number) * scale),
    vectors: { rows: n, columns: n, values: vectors },
  };
}
