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
const count = windowSize * windowSize;

/**
 * In data ranges: up to there running sums are exact enough (1e-6 of a window's similarity, a hundred times less of the mean). Honest images lie within
 * a few. One pixel of 1e8 is enough to leave rounding errors behind in every window after it, out of which any similarity can be made.
 */
const largestSummed = 16;

/**
 * Structural similarity of two images (Wang et al. 2004, DOI 10.1109/TIP.2003.819861, eq. 13), row by row: the mean over all windows that lie
 * inside, with sample (n − 1) variances, as scikit-image computes it. 1 for equal images, −1 at least, NaN where a pixel is not finite.
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
  const largest = Math.max(largestOf(a), largestOf(b));
  if (!Number.isFinite(largest)) return Number.NaN;
  const isSummable = largest <= largestSummed * dataRange;
  const total = isSummable
    ? ofRunningSums(a, b, { rows, columns, c1, c2 })
    : ofEachWindow(a, b, { rows, columns, c1, c2 });
  return clamped(total / ((rows - windowSize + 1) * (columns - windowSize + 1)));
}

interface Windows {
  readonly rows: number;
  readonly columns: number;
  readonly c1: number;
  readonly c2: number;
}

/** What rounding makes of 1 and −1; NaN stays. */
const clamped = (similarity: number): number => Math.min(1, Math.max(-1, similarity));

/** The largest size of a pixel; NaN where one is no number. */
function largestOf(image: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < image.length; at++) largest = Math.max(largest, Math.abs(image[at] as number));
  return largest;
}

/** The sum over all windows, by sums that run over columns and rows. Targets were set with it, to the bit. */
function ofRunningSums(a: ArrayLike<number>, b: ArrayLike<number>, windows: Windows): number {
  const { rows, columns, c1, c2 } = windows;
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
      if (right >= windowSize - 1) total += ofSums(inWindow, c1, c2);
    }
    addRow(bottom - windowSize + 1, -1);
  }
  return total;
}

function ofSums(sums: Float64Array, c1: number, c2: number): number {
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

/** The same, window by window: the means first, then what lies about them, so that large numbers take nothing from small ones elsewhere. */
function ofEachWindow(a: ArrayLike<number>, b: ArrayLike<number>, windows: Windows): number {
  const { rows, columns, c1, c2 } = windows;
  let total = 0;
  for (let top = 0; top + windowSize <= rows; top++) {
    for (let left = 0; left + windowSize <= columns; left++) {
      let [meanX, meanY] = [0, 0];
      for (let at = 0; at < count; at++) {
        const place = placeOf(at, top, left, columns);
        meanX += (a[place] as number) / count;
        meanY += (b[place] as number) / count;
      }
      let [varianceX, varianceY, covariance] = [0, 0, 0];
      for (let at = 0; at < count; at++) {
        const place = placeOf(at, top, left, columns);
        const [x, y] = [(a[place] as number) - meanX, (b[place] as number) - meanY];
        varianceX += (x * x) / (count - 1);
        varianceY += (y * y) / (count - 1);
        covariance += (x * y) / (count - 1);
      }
      // Each factor lies between −1 and 1 (Cauchy and Schwarz); apart they do not overflow where their product would.
      const luminance = (2 * meanX * meanY + c1) / (meanX * meanX + meanY * meanY + c1);
      const structure = (2 * covariance + c2) / (varianceX + varianceY + c2);
      total += clamped(luminance * structure);
    }
  }
  return total;
}

const placeOf = (at: number, top: number, left: number, columns: number): number =>
  (top + Math.floor(at / windowSize)) * columns + left + (at % windowSize);
