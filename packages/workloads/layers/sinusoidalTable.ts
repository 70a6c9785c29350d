import { pow } from "@steepest/base/math/pow.ts";
import { cos, sin } from "@steepest/base/math/sineAndCosine.ts";

/**
 * Fixed position embeddings, [length, width]: sines, then cosines, of position / 10,000^(i / (half − 1)), as AlgoPerf's Transformer
 * (Vaswani et al. 2017, arXiv 1706.03762, section 3.5, in another order).
 */
export function sinusoidalTable(length: number, width: number): Float32Array {
  const half = width / 2;
  if (!Number.isInteger(half) || half < 2)
    throw new RangeError(`a width of ${width} is not even and 4 or more`);
  const table = new Float32Array(length * width);
  for (let pair = 0; pair < half; pair++) {
    const frequency = pow(10_000, -pair / (half - 1));
    for (let position = 0; position < length; position++) {
      table[position * width + pair] = sin(position * frequency);
      table[position * width + half + pair] = cos(position * frequency);
    }
  }
  return table;
}
