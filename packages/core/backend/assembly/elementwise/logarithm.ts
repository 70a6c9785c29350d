import { multiplyAdd } from "../multiplyAdd";
import { choose, splat } from "./lanes";

const smallestNormal: f32 = 1.17549435e-38;

/**
 * ln x in four lanes: relative error below 3e-7, subnormal numbers included; −∞ at ±0, NaN below, +∞ at +∞. x = 2ᵉ · m with
 * √½ ≤ m < √2, then Cephes logf's minimax polynomial (S. Moshier, netlib) in m − 1.
 */
// @ts-ignore: decorator
@inline
export function logarithm(x: v128): v128 {
  const subnormal = f32x4.lt(x, splat(smallestNormal));
  const scaled = choose(subnormal, f32x4.mul(x, splat(8388608)), x);
  // Exponent and mantissa relative to √½, whose bits are 0x3f3504f3.
  const shifted = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  const whole = i32x4.sub(i32x4.shr_s(shifted, 23), v128.and(subnormal, i32x4.splat(23)));
  const exponent = f32x4.convert_i32x4_s(whole);
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const r = f32x4.sub(mantissa, splat(1));
  const square = f32x4.mul(r, r);
  let p = multiplyAdd(splat(7.0376836292e-2), r, splat(-1.1514610310e-1));
  p = multiplyAdd(p, r, splat(1.1676998740e-1));
  p = multiplyAdd(p, r, splat(-1.2420140846e-1));
  p = multiplyAdd(p, r, splat(1.4249322787e-1));
  p = multiplyAdd(p, r, splat(-1.6668057665e-1));
  p = multiplyAdd(p, r, splat(2.0000714765e-1));
  p = multiplyAdd(p, r, splat(-2.4999993993e-1));
  p = multiplyAdd(p, r, splat(3.3333331174e-1));
  let y = multiplyAdd(exponent, splat(-2.12194440e-4), f32x4.mul(f32x4.mul(p, r), square));
  y = multiplyAdd(square, splat(-0.5), y);
  y = multiplyAdd(exponent, splat(0.693359375), f32x4.add(r, y));
  // What the bits above make of the rest: +∞ and NaN stay themselves, zero is −∞, below it is NaN.
  y = choose(f32x4.lt(x, splat(Infinity)), y, x);
  y = choose(f32x4.gt(x, splat(0)), y, choose(f32x4.eq(x, splat(0)), splat(-Infinity), splat(NaN)));
  return y;
}

/**
 * ln(1 + x) in four lanes: relative error below 5e-7, also near zero. What rounding 1 + x loses is added again divided by 1 + x
 * (W. Kahan's correction, as in fdlibm's log1p).
 */
// @ts-ignore: decorator
@inline
export function logarithmOnePlus(x: v128): v128 {
  const u = f32x4.add(x, splat(1));
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, splat(1))), u);
  const y = logarithm(u);
  const corrected = f32x4.add(y, lost);
  // −0 stays −0; at −1 and +∞ the correction is NaN.
  const isFinite = v128.and(f32x4.gt(u, splat(0)), f32x4.lt(u, splat(Infinity)));
  return choose(f32x4.lt(f32x4.abs(x), splat(1e-8)), x, choose(isFinite, corrected, y));
}
