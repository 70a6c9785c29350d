import { pow } from "@steepest/base/math/pow.ts";
import { cos, sin } from "@steepest/base/math/sineAndCosine.ts";

/**
 * Fixed positions of a square grid of patches, [size² · width] row by row: sines and cosines of column, then of row, at width / 4 frequencies
 * from 1 to 1/10,000 (Chen et al. 2021, arXiv 2104.02057; Beyer et al. 2022, arXiv 2205.01580). `width` is 4 times at least 2.
 */
export function sincosPositions(size: number, width: number): Float32Array {
  const frequencies = width / 4;
  if (!Number.isInteger(frequencies) || frequencies < 2)
    throw new Error(`positions of width ${width}: it must be a multiple of 4, at least 8`);
  const positions = new Float32Array(size * size * width);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const start = (row * size + column) * width;
      for (let at = 0; at < frequencies; at++) {
        const omega = pow(10_000, -at / (frequencies - 1));
        positions[start + at] = sin(column * omega);
        positions[start + frequencies + at] = cos(column * omega);
        positions[start + 2 * frequencies + at] = sin(row * omega);
        positions[start + 3 * frequencies + at] = cos(row * omega);
      }
    }
  }
  return positions;
}
