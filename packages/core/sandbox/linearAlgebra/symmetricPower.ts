import { pow } from "@steepest/base/math/pow.ts";
import { type Matrix, type Pause, timesTransposed } from "./matrix.ts";
import { symmetricEigen } from "./symmetricEigen.ts";

/** x to an exponent ±i/2ʲ (i ≤ 8, j ≤ 5) by products, quotients and roots; other exponents by `pow`. */
function power(x: number, exponent: number): number {
  let [root, count] = [x, Math.abs(exponent)];
  for (let j = 0; j < 5 && !Number.isInteger(count); j++) {
    root = Math.sqrt(root);
    count *= 2;
  }
  if (!Number.isInteger(count) || count > 8) return pow(x, exponent);
  let product = 1;
  for (let i = 0; i < count; i++) product *= root;
  return exponent < 0 ? 1 / product : product;
}

/**
 * (A + εI)^exponent of a symmetric positive semidefinite matrix by its eigenvalues: V diag((λ + ε)^exponent) Vᵀ. Where rounding made the
 * smallest λ negative, all are shifted by it first, so that it is 0 (as in Shi et al. 2023, arXiv 2309.06497), and then by ε: the sum of both
 * shifts would lose an ε that is small beside λ. NaN where an element is not finite.
 */
export function symmetricPower(matrix: Matrix, exponent: number, epsilon: number, pause: Pause): Matrix {
  const n = matrix.rows;
  const { values, vectors } = symmetricEigen(matrix, pause);
  const lowest = Math.min(0, values[0] ?? 0);
  // Columns of V and of V scaled, row by row of A: element (i, j) is Σₖ v[k, i] w[k] v[k, j].
  const columns = new Float64Array(n * n);
  const scaled = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const weight = power((values[k] as number) - lowest + epsilon, exponent);
    for (let i = 0; i < n; i++) {
      const element = vectors.values[k * n + i] as number;
      columns[i * n + k] = element;
      scaled[i * n + k] = element * weight;
    }
  }
  return timesTransposed(
    { rows: n, columns: n, values: scaled },
    { rows: n, columns: n, values: columns },
    pause,
  );
}
