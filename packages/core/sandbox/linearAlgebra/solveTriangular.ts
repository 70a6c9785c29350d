import { type Matrix, notNumbers, type Pause } from "./matrix.ts";

/** X of op(T) X = B for a triangular T [n, n] and B [n, m]; op transposes on demand. The other triangle is not read. NaN where T is not finite. */
export function solveTriangular(
  triangle: Matrix,
  right: Matrix,
  options: { readonly lower: boolean; readonly transpose: boolean },
  pause: Pause,
): Matrix {
  const [n, m] = [triangle.rows, right.columns];
  // A quotient by ∞ would be 0.
  const isRead = (at: number): boolean =>
    options.lower ? at % n <= Math.floor(at / n) : at % n >= Math.floor(at / n);
  if (triangle.values.some((value, at) => !Number.isFinite(value) && isRead(at))) return notNumbers(n, m);
  const x = right.values.slice();
  const forwards = options.lower !== options.transpose;
  for (let step = 0; step < n; step++) {
    pause();
    const i = forwards ? step : n - 1 - step;
    for (let known = 0; known < step; known++) {
      const j = forwards ? known : n - 1 - known;
      const factor = triangle.values[options.transpose ? j * n + i : i * n + j] as number;
      if (factor === 0) continue;
      for (let k = 0; k < m; k++) x[i * m + k] = (x[i * m + k] as number) - factor * (x[j * m + k] as number);
    }
    const pivot = triangle.values[i * n + i] as number;
    for (let k = 0; k < m; k++) x[i * m + k] = (x[i * m + k] as number) / pivot;
  }
  return { rows: n, columns: m, values: x };
}
