/** What is divided by: 1 for a pivot of 0, which a singular matrix has; NaN stays. */
const divisor = (pivot = 0): number => (pivot === 0 ? 1 : pivot);

/** x of Ax = b for a symmetric positive definite matrix of a few rows, in plain numbers: Gaussian elimination. */
export function solveSmall(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0]);
  rows.forEach((pivot, i) => {
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[i] ?? 0) / divisor(pivot[i]);
      pivot.forEach((value, j) => {
        row[j] = (row[j] ?? 0) - factor * value;
      });
    }
  });
  return rows.map((row, i) => (row.at(-1) ?? 0) / divisor(row[i]));
}
