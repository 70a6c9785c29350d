import { rootsOfUnity } from "@steepest/tensors/operations/rootsOfUnity.ts";

/** Transforms a complex vector of its length in place: Σⱼ xⱼ·exp(∓2πi·jk/length), not divided by anything. */
export type FourierTransform = (real: Float64Array, imaginary: Float64Array, inverse: boolean) => void;

/**
 * The discrete Fourier transform of vectors of any `length` by mixed radices (decimation in time). Additions and multiplications in a
 * fixed order, and roots of unity made of them: the same bits in every engine, so that data prepared with it can be pinned.
 */
export function fourierTransform(length: number): FourierTransform {
  const roots = Float64Array.from(rootsOfUnity(length));
  const factors = factorsOf(length);
  const order = inputOrder(length, factors);
  const scratchReal = new Float64Array(length);
  const scratchImaginary = new Float64Array(length);
  return (real, imaginary, inverse) => {
    scratchReal.set(real);
    scratchImaginary.set(imaginary);
    for (let at = 0; at < length; at++) {
      const from = order[at] as number;
      real[at] = scratchReal[from] as number;
      imaginary[at] = scratchImaginary[from] as number;
    }
    const sign = inverse ? 1 : -1;
    let part = 1;
    for (const radix of factors.toReversed()) {
      if (radix === 2) mergeTwo(real, imaginary, roots, part, sign);
      else merge({ real, imaginary, roots, scratchReal, scratchImaginary, sign }, radix, part);
      part *= radix;
    }
  };
}

/** Every two neighbouring transforms of `part` numbers (of even and odd inputs) become one of twice as many. */
function mergeTwo(
  real: Float64Array,
  imaginary: Float64Array,
  roots: Float64Array,
  part: number,
  sign: number,
): void {
  const length = real.length;
  const stride = length / (2 * part);
  for (let k = 0; k < part; k++) {
    const cosine = roots[k * stride] as number;
    const sine = sign * (roots[length + k * stride] as number);
    for (let even = k; even < length; even += 2 * part) {
      const odd = even + part;
      const a = real[odd] as number;
      const b = imaginary[odd] as number;
      const turnedReal = a * cosine - b * sine;
      const turnedImaginary = a * sine + b * cosine;
      const keptReal = real[even] as number;
      const keptImaginary = imaginary[even] as number;
      real[odd] = keptReal - turnedReal;
      imaginary[odd] = keptImaginary - turnedImaginary;
      real[even] = keptReal + turnedReal;
      imaginary[even] = keptImaginary + turnedImaginary;
    }
  }
}

interface Pass {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly roots: Float64Array;
  readonly scratchReal: Float64Array;
  readonly scratchImaginary: Float64Array;
  readonly sign: number;
}

/** The same for any radix: every `radix` neighbouring transforms of `part` numbers become one. */
function merge(pass: Pass, radix: number, part: number): void {
  const { real, imaginary, roots, scratchReal, scratchImaginary, sign } = pass;
  const length = real.length;
  const stride = length / (radix * part);
  for (let start = 0; start < length; start += radix * part) {
    for (let k = 0; k < part; k++) {
      for (let at = 0; at < radix; at++) {
        scratchReal[at] = real[start + k + at * part] as number;
        scratchImaginary[at] = imaginary[start + k + at * part] as number;
      }
      for (let q = 0; q < radix; q++) {
        let sumReal = 0;
        let sumImaginary = 0;
        for (let at = 0; at < radix; at++) {
          const root = (at * (k + q * part) * stride) % length;
          const cosine = roots[root] as number;
          const sine = sign * (roots[length + root] as number);
          const a = scratchReal[at] as number;
          const b = scratchImaginary[at] as number;
          sumReal += a * cosine - b * sine;
          sumImaginary += a * sine + b * cosine;
        }
        real[start + k + q * part] = sumReal;
        imaginary[start + k + q * part] = sumImaginary;
      }
    }
  }
}

/** Prime factors, smallest first: the inputs are dealt out by the first, each hand by the second, … */
function factorsOf(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (let factor = 2; rest > 1; factor++) {
    while (rest % factor === 0) {
      factors.push(factor);
      rest /= factor;
    }
  }
  return factors;
}

/** Which input stands where before the first merge. */
function inputOrder(length: number, [factor, ...others]: readonly number[]): Int32Array {
  if (factor === undefined) return Int32Array.of(0);
  const hand = inputOrder(length / factor, others);
  return Int32Array.from(
    { length },
    (_, at) => (hand[at % hand.length] as number) * factor + Math.floor(at / hand.length),
  );
}
