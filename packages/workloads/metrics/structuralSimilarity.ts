export interface SimilarityOptions {
  readonly rows: number;
  readonly columns: number;
  /** What the images' values could differ by at most; fastMRI's is the maximum of the volume. */
  readonly dataRange: number;
}

/** fastMRI's (arXiv 1811.08839, section 5.2) and AlgoPerf's: uniform windows of 7 × 7, k₁ = 0.01, k₂ = 0.03. */
const windowSize = 7;
const k1 = 0.01;
const k2 = 0.03;

/**
 * Structural similarity of two images (Wang et al. 2004, DOI 10.1109/TIP.2003.819861, eq. 13), row by row: the mean over all windows that lie
 * inside, with sample (n − 1) variances, as scikit-image computes it. 1 for equal images.
 */
export function structuralSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { rows, columns, dataRange }: SimilarityOptions,
): number {
  if (rows < windowSize || columns < windowSize) {
    throw new Error(`structural similarity needs at least ${windowSize} × ${windowSize} pixels`);
  }
  const c1 = k1 * dataRange * (k1 * dataRange);
  const c2 = k2 * dataRange * (k2 * dataRange);
  const count = windowSize * windowSize;
  /** For every column: the sums of a, b, a², b² and ab over the window's rows. */
  const sums = new Float64Array(columns * 5);
  const addRow = (row: number, sign: number) => {
    for (let column = 0; column < columns; column++) {
      const x = a[row * columns + column] as number;
      const y = b[row * columns + column] as number;
      [x, y, x * x, y * y, x * y].forEach((value, at) => {
        sums[column * 5 + at] = (sums[column * 5 + at] as number) + sign * value;
      });
    }
  };
  let total = 0;
  const inWindow = new Float64Array(5);
  for (let row = 0; row < windowSize - 1; row++) addRow(row, 1);
  for (let bottom = windowSize - 1; bottom < rows; bottom++) {
    addRow(bottom, 1);
    inWindow.fill(0);
    for (let right = 0; right < columns; right++) {
      for (let at = 0; at < 5; at++) {
        const entering = sums[right * 5 + at] as number;
        const leaving = right < windowSize ? 0 : (sums[(right - windowSize) * 5 + at] as number);
        inWindow[at] = (inWindow[at] as number) + entering - leaving;
      }
      if (right >= windowSize - 1) total += ofWindow(inWindow, count, c1, c2);
    }
    addRow(bottom - windowSize + 1, -1);
  }
  return total / ((rows - windowSize + 1) * (columns - windowSize + 1));
}

function ofWindow(sums: Float64Array, count: number, c1: number, c2: number): number {
  const [sumX, sumY, sumXX, sumYY, sumXY] = sums as unknown as [number, number, number, number, number];
  const meanX = sumX / count;
  const meanY = sumY / count;
  const varianceX = (sumXX - count * meanX * meanX) / (count - 1);
  const varianceY = (sumYY - count * meanY * meanY) / (count - 1);
  const covariance = (sumXY - count * meanX * meanY) / (count - 1);
  return (
    ((2 * meanX * meanY + c1) * (2 * covariance + c2)) /
    ((meanX * meanX + meanY * meanY + c1) * (varianceX + varianceY + c2))
  );
}
