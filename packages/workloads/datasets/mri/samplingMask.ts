import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";

/** Share of the columns in the middle of k-space that is always measured, and the whole over the measured ones (fastMRI and AlgoPerf). */
const centreFraction = Math.fround(0.08);
const acceleration = 4;

/**
 * Which columns of k-space are measured (1) and which are not (0), by fastMRI's random mask (Zbontar et al. 2018, arXiv 1811.08839, section 4.1):
 * all of the middle, others with the probability that makes a quarter of all columns on average.
 */
export function samplingMask(columns: number, key: RandomKey): Uint8Array {
  // In float32 as AlgoPerf's pipeline, so that a product next to an integer is cut alike.
  const middle = Math.trunc(Math.fround(columns * centreFraction));
  const start = Math.floor((columns - middle + 1) / 2);
  const probability = (columns / acceleration - middle) / (columns - middle);
  const draws = uniform(key, columns);
  return Uint8Array.from(draws, (draw, column) =>
    (column >= start && column < start + middle) || draw < probability ? 1 : 0,
  );
}
