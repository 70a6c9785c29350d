import { powerOfTwo } from "./float64Bits.ts";

/**
 * Constants as integers of 2⁻¹⁶⁰, by series and roots in exact integer arithmetic: no table of digits is copied from anywhere, and every engine gets
 * the same.
 */
const places = 160;
export const one = 1n << BigInt(places);

/** The nearest float64 to a fixed-point number of so many places, and the nearest to what it leaves: together right to 2⁻¹⁰⁶ of it. */
export function twoParts(fixed: bigint, fixedPlaces = places): readonly [high: number, low: number] {
  const scale = powerOfTwo(-fixedPlaces);
  // ECMA-262 rounds Number(bigint) to nearest, ties to even.
  const high = Number(fixed);
  return [high * scale, Number(fixed - BigInt(high)) * scale];
}

/** The same number as a part that is a multiple of 2^−`kept`, and the nearest float64 to the rest. */
export function partsAt(fixed: bigint, kept: number): readonly [high: number, low: number] {
  const shift = BigInt(places - kept);
  const high = (fixed + (1n << (shift - 1n))) >> shift;
  return [Number(high) * powerOfTwo(-kept), Number(fixed - (high << shift)) * powerOfTwo(-places)];
}

/** 2 artanh(1/n) = ln((n + 1)/(n − 1)), off by some units. */
export function twiceAreaTangent(n: bigint): bigint {
  let sum = 0n;
  let power = (2n * one) / n;
  for (let odd = 1n; power > 0n; odd += 2n) {
    sum += power / odd;
    power /= n * n;
  }
  return sum;
}

/** arctan(1/n) in units of 2^−`digits`. */
function arcTangent(n: bigint, digits: number): bigint {
  let sum = 0n;
  let power = (1n << BigInt(digits)) / n;
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd;
    power /= -n * n;
  }
  return sum;
}

/** π in units of 2^−`digits`, off by some hundred (Machin 1706). */
export const piTimes = (digits: number): bigint =>
  16n * arcTangent(5n, digits) - 4n * arcTangent(239n, digits);

/** ⌊√n⌋ by Newton's method, from above. */
export function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** Sine and cosine of a/b < 1 by their Taylor series. */
export function sineAndCosineOfRatio(a: bigint, b: bigint): readonly [sine: bigint, cosine: bigint] {
  const sums: [bigint, bigint] = [0n, 0n];
  let term = one;
  for (let n = 0n; term !== 0n; n += 1n) {
    const sign = n % 4n < 2n ? 1n : -1n;
    sums[n % 2n === 0n ? 1 : 0] += sign * term;
    term = (term * a) / (b * (n + 1n));
  }
  return sums;
}
