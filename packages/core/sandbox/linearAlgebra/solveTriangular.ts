import type { Matrix, Pause } from "./matrix.ts";

/** X of op(T) X = B for a triangular T [n, n] and B [n, m]; op transposes on demand. The other triangle is not read. */
export function solveTriangular(
  triangle: Matrix,
  right: Matrix,
  options: { readonly lower: boolean; readonly transpose: boolean },
  pause: Pause,
): Matrix {
  const [n, m] = [triangle.rows, right.columns];
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
