import { exponentialOfParts } from "./exp.ts";
import { logarithmParts } from "./log.ts";

/** Beyond it, ln x times the exponent is too large or too small for any x but 1: |ln x| ≥ 2⁻⁵³. */
const hugeExponent = 2e19;
/** Divides a float64 number into two of 26 bits (Dekker 1971). */
const splitter = 134_217_729;

/**
 * x to the exponent y, at most 0.52 units in the last place off (1 where the result is subnormal), exact where the result is a float64 number. Special values as IEEE 754-2019,
 * 9.2.1 has them for `pow`: 1 for y = ±0 even if x is NaN, and for x = 1 even if y is NaN or infinite (JavaScript's
 * `**` gives NaN there); NaN for x < 0 unless y is an integer.
 */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const size = Math.abs(x);
  const integer = Number.isInteger(y);
  const odd = integer && Math.abs(y) < 2 * Number.MAX_SAFE_INTEGER && y % 2 !== 0;
  const negative = x < 0 || Object.is(x, -0);
  if (size === 0 || size === Number.POSITIVE_INFINITY) {
    const magnitude = (size === 0) === y < 0 ? Number.POSITIVE_INFINITY : 0;
    return negative && odd ? -magnitude : magnitude;
  }
  if (Math.abs(y) > hugeExponent) return towardsLimit(size, y);
  if (negative && !integer) return Number.NaN;
  const magnitude = positivePower(size, y);
  return negative && odd ? -magnitude : magnitude;
}

/** Also of infinite y, all of which are even integers. */
function towardsLimit(size: number, y: number): number {
  if (size === 1) return 1;
  return size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
}

function positivePower(x: number, y: number): number {
  const logarithm = logarithmParts(x, 0);
  const [high, low] = [logarithm[0] as number, logarithm[1] as number];
  const product = high * y;
  if (Math.abs(product) > 750) return product > 0 ? Number.POSITIVE_INFINITY : 0;
  // What the product of `high` and y lost to rounding, by halves whose products are exact.
  const [a, b] = [high * splitter, y * splitter];
  const high1 = a - (a - high);
  const y1 = b - (b - y);
  const high2 = high - high1;
  const y2 = y - y1;
  const lost = high1 * y1 - product + high1 * y2 + high2 * y1 + high2 * y2;
  return exponentialOfParts(product, lost + low * y);
}
