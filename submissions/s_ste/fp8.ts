import { abs, bucketOf, constant, div, leafMax, lookUp, maximum, mul, round, type Tree } from "steepest";

/** Numbers of 8 bits: a sign, an exponent and a mantissa, with the largest exponent kept for infinities. */
interface Format {
  readonly exponentBits: number;
  readonly mantissaBits: number;
}

export const formats = {
  e3m4: { exponentBits: 3, mantissaBits: 4 },
  e5m2: { exponentBits: 5, mantissaBits: 2 },
} satisfies Record<string, Format>;

/** Every element as the nearest number of the format times a scale: that which makes the largest of its tensor the format's largest. */
export function rounded(tree: Tree, { exponentBits, mantissaBits }: Format): Tree {
  const bias = 2 ** (exponentBits - 1) - 1;
  const scale = maximum(mul(leafMax(abs(tree)), 1 / ((2 - 2 ** -mantissaBits) * 2 ** bias)), 1e-30);
  const scaled = div(tree, scale);
  // From one power of 2 to the next numbers are as far apart; below the second of all, as they are there.
  const first = 2 - bias;
  const bounds = Array.from({ length: bias - first + 1 }, (_, place) => 2 ** (first + place));
  const gaps = [2 ** (first - 1), ...bounds].map((power) => power * 2 ** -mantissaBits);
  const gap = lookUp(bucketOf(abs(scaled), constant(bounds, [bounds.length])), constant(gaps, [gaps.length]));
  return mul(mul(round(div(scaled, gap)), gap), scale);
}
