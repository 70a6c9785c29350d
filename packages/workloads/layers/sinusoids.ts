import { type Tensor, tensor } from "@tensorflow/tfjs";

/**
 * Sines, then cosines of positions over wavelengths from 2π to 10,000 · 2π: [length, width] (Vaswani et al. 2017, arXiv 1706.03762, section 3.5, in
 * the arrangement of AlgoPerf's Conformer).
 */
export function sinusoids(length: number, width: number): Tensor {
  const half = width / 2;
  const values = new Float32Array(length * width);
  for (let position = 0; position < length; position++) {
    for (let at = 0; at < half; at++) {
      const angle = position * 10_000 ** (-at / (half - 1));
      values[position * width + at] = Math.sin(angle);
      values[position * width + half + at] = Math.cos(angle);
    }
  }
  return tensor(values, [length, width]);
}
