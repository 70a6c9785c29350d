import { rootsOfUnity } from "@steepest/tensors/operations/rootsOfUnity.ts";

/** Writes |FFT|² of two real signals, numbers 0 … size / 2 of each. */
export type PowerSpectra = (
  first: Float64Array,
  second: Float64Array,
  powerOfFirst: Float64Array,
  powerOfSecond: Float64Array,
) => void;

/**
 * Power spectra of two real signals of `size` (a power of 2) at a time, which are the even and odd parts of one complex transform (radix 2, Cooley
 * & Tukey 1965). By arithmetic alone: the same bits in every engine.
 */
export function createPowerSpectra(size: number): PowerSpectra {
  if (!Number.isInteger(size) || size < 1 || (size & (size - 1)) !== 0)
    throw new Error(`createPowerSpectra: ${size} is no power of 2`);
  const roots = rootsOfUnity(size);
  const order = bitReversal(size);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  return (first, second, powerOfFirst, powerOfSecond) => {
    for (let at = 0; at < size; at++) {
      real[at] = first[order[at] as number] as number;
      imaginary[at] = second[order[at] as number] as number;
    }
    for (let half = 1; half < size; half *= 2) butterflies(real, imaginary, half, roots);
    for (let k = 0; k <= size / 2; k++) {
      const mirror = (size - k) % size;
      const a = real[k] as number;
      const b = imaginary[k] as number;
      const c = real[mirror] as number;
      const d = imaginary[mirror] as number;
      powerOfFirst[k] = ((a + c) * (a + c) + (b - d) * (b - d)) / 4;
      powerOfSecond[k] = ((a - c) * (a - c) + (b + d) * (b + d)) / 4;
    }
  };
}

/** Joins transforms of length `half` in pairs. `roots` holds cosines, then sines. */
function butterflies(real: Float64Array, imaginary: Float64Array, half: number, roots: Float32Array): void {
  const size = real.length;
  const stride = size / (2 * half);
  for (let start = 0; start < size; start += 2 * half) {
    for (let offset = 0; offset < half; offset++) {
      const even = start + offset;
      const odd = even + half;
      const cosine = roots[offset * stride] as number;
      const sine = roots[size + offset * stride] as number;
      const a = real[odd] as number;
      const b = imaginary[odd] as number;
      // Turned backwards: the transform's sign.
      const turnedReal = a * cosine + b * sine;
      const turnedImaginary = b * cosine - a * sine;
      const c = real[even] as number;
      const d = imaginary[even] as number;
      real[even] = c + turnedReal;
      imaginary[even] = d + turnedImaginary;
      real[odd] = c - turnedReal;
      imaginary[odd] = d - turnedImaginary;
    }
  }
}

function bitReversal(size: number): Int32Array {
  const order = new Int32Array(size);
  for (let at = 1; at < size; at++) {
    order[at] = ((order[at >> 1] as number) >> 1) + (at & 1 ? size / 2 : 0);
  }
  return order;
}
