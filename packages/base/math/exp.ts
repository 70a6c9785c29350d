import { integerRoot, one, partsAt, twiceAreaTangent, twoParts } from "./fixedPoint.ts";
import { powerOfTwo } from "./float64Bits.ts";

// eˣ = 2ᵏ · 2^(j/64) · eʳ with |r| ≤ ln 2 / 128 (Tang 1989, "Table-driven implementation of the exponential function in IEEE
// floating-point arithmetic", ACM TOMS 15:2).

const ln2 = twiceAreaTangent(3n);
const perUnit = 64 * twoParts((one * one) / ln2)[0];
/** ln 2 / 64 = first + second, such that 2¹⁷ of the first can be taken without rounding. */
const [stepHigh, stepLow] = partsAt(ln2 / 64n, 39);
/** 2^(j/64) for j from 0 to 63: nearest float64 numbers, then what they leave. */
const powers = tabulate();

function tabulate(): Float64Array {
  // 2^(1/64) by six square roots.
  let ratio = 2n * one;
  for (let root = 0; root < 6; root++) ratio = integerRoot(ratio * one);
  const table = new Float64Array(128);
  let power = one;
  for (let j = 0; j < 64; j++) {
    [table[j], table[64 + j]] = twoParts(power) as [number, number];
    power = (power * ratio) / one;
  }
  return table;
}

/** e to high + low, |low| at most half a unit in the last place of `high`: at most 0.51 ulp off where the exponent is exact, 1 where subnormal. */
export function exponentialOfParts(high: number, low: number): number {
  if (high > 709.8) return Number.POSITIVE_INFINITY;
  if (high < -745.2) return 0;
  const n = Math.floor(high * perUnit + 0.5);
  const first = high - n * stepHigh;
  const second = low - n * stepLow;
  const r = first + second;
  const square = r * r;
  const rest =
    first - r + second + square * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))));
  const j = n & 63;
  const power = powers[j] as number;
  const value = power + ((powers[64 + j] as number) + power * rest + power * r);
  const k = (n - j) / 64;
  if (k > -1022 && k < 1024) return value * powerOfTwo(k);
  return k > 0 ? value * powerOfTwo(1023) * 2 : value * powerOfTwo(k + 200) * powerOfTwo(-200);
}

/** eˣ, at most 0.51 units in the last place off (1 where the result is subnormal). e^−∞ = 0, e^∞ = ∞, e^±0 = 1. */
export const exp = (x: number): number => (Number.isNaN(x) ? x : exponentialOfParts(x, 0));
