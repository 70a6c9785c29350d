import { one, partsAt, twiceAreaTangent } from "./fixedPoint.ts";
import { powerOfTwo, upperWord } from "./float64Bits.ts";

// ln x = k ln 2 + ln F + ln(1 + f/F) with x = 2ᵏ(F + f), F the nearest 128th (the table-driven method of Tang 1990, "Table-driven
// implementation of the logarithm function in IEEE floating-point arithmetic", ACM TOMS 16:4), in two float64 numbers throughout.

const smallest = 90;
const largest = 182;
/** Places of the tables' first parts: k of them can be added without rounding. */
const exactPlaces = 42;
const ln2 = twiceAreaTangent(3n);
const [ln2High, ln2Low] = partsAt(ln2, exactPlaces);
/** 1 / ln 2 = log₂ e. */
const [log2eHigh, log2eLow] = partsAt((one * one) / ln2, 26);
/** ln(i/128) for i from 90 to 182: first parts, then second ones. */
const logarithms = tabulate();

function tabulate(): Float64Array {
  const table = new Float64Array(512);
  let sum = 0n;
  const set = (i: number) => ([table[i], table[256 + i]] = partsAt(sum, exactPlaces) as [number, number]);
  for (let i = 129; i <= largest; i++) {
    sum += twiceAreaTangent(BigInt(2 * i - 1));
    set(i);
  }
  sum = 0n;
  for (let i = 127; i >= smallest; i--) {
    sum -= twiceAreaTangent(BigInt(2 * i + 1));
    set(i);
  }
  return table;
}

const parts = new Float64Array(2);

/**
 * The natural logarithm of x + tail, x positive and finite, |tail| at most half a unit in x's last place (0 for x beyond 2⁵⁴): their sum is within 2⁻⁶⁸ of it,
 * relatively. The array is the same one at every call.
 */
export function logarithmParts(x: number, tail: number): Float64Array {
  const head = upperWord(x);
  if (head < 0x0010_0000) return subnormalLogarithmParts(x);
  // 2ᵏ such that the rest lies in [√½, √2), about.
  const step = ((head & 0x000f_ffff) + 0x0009_5f62) & 0x0010_0000;
  const k = (head >> 20) - 1023 + (step >> 20);
  const m = x * powerOfTwo(-k);
  const i = (m * 128 + 0.5) | 0;
  const twiceF = i / 64;
  const f = m - i / 128;
  // u = 2f / (2F + f) in two parts; ln(1 + f/F) = 2 artanh(u/2)
  const s = twiceF + f;
  const reciprocal = 1 / s;
  const u = 2 * f * reciprocal;
  const u1 = Math.fround(u);
  const f1 = Math.fround(f);
  const u2 = (2 * f - u1 * twiceF - u1 * f1 - u1 * (f - f1)) * reciprocal;
  const v = u * u;
  const series = u * v * (1 / 12 + v * (1 / 80 + v * (1 / 448 + v * (1 / 2304))));
  const first = k * ln2High + (logarithms[i] as number);
  const sum = first + u1;
  let rest = k * ln2Low + (logarithms[256 + i] as number) + u2 + series + (first - sum + u1);
  if (tail !== 0) rest += (tail * powerOfTwo(-k)) / m;
  parts[0] = sum;
  parts[1] = rest;
  return parts;
}

function subnormalLogarithmParts(x: number): Float64Array {
  logarithmParts(x * powerOfTwo(54), 0);
  const first = parts[0] as number;
  const moved = -54 * ln2High;
  parts[0] = moved + first;
  parts[1] = moved - (parts[0] as number) + first + ((parts[1] as number) - 54 * ln2Low);
  return parts;
}

/**
 * ln x, at most 0.51 units in the last place (ulp) off. ln ±0 = −∞, ln ∞ = ∞; NaN below 0. By additions, multiplications, divisions and
 * bits alone, as all of this folder: the same in every engine.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  logarithmParts(x, 0);
  return (parts[0] as number) + (parts[1] as number);
}

/** ln(1 + x), at most 0.52 ulp off, ±0 and subnormal numbers being their own. −∞ at −1, NaN below, ∞ at ∞. */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const size = Math.abs(x);
  if (size < 2e-9) return x - (x * x) / 2;
  const sum = 1 + x;
  const tail = size < 1 ? x - (sum - 1) : 1 - (sum - x);
  logarithmParts(sum, tail);
  return (parts[0] as number) + (parts[1] as number);
}

/** log₂ x, at most 0.51 ulp off and exact for powers of 2. Special values as of `log`. */
export function log2(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return log(x);
  const [high, low] = logarithmParts(x, 0) as unknown as readonly [number, number];
  const head = Math.fround(high);
  const rest = high - head + low;
  // Four products; the first, of 24 and 27 bits, is exact.
  return head * log2eHigh + (head * log2eLow + rest * log2eHigh + rest * log2eLow);
}
