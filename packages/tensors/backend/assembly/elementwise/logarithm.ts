import { multiplyAdd } from "../multiplyAdd";
import { constant, one, tiny } from "./laneConstants";
import { choose, splat } from "./lanes";

let smallestNormal: v128 = f32x4.splat(1.17549435e-38);
let infinity: v128 = f32x4.splat(Infinity);
/** 2²³, which makes subnormal numbers normal. */
let scaling: v128 = f32x4.splat(8388608);
let scalingLogarithm: v128 = f32x4.splat(15.94238515);
let normalBits: v128 = i32x4.splat(0x7f000000);
/** The bits of √½. */
let rootHalf: v128 = i32x4.splat(0x3f3504f3);
let mantissaBits: v128 = i32x4.splat(0x007fffff);
/** ln 2 in two parts; the first has few bits, so that its multiples are exact. */
let ln2High: v128 = f32x4.splat(0.693359375);
let ln2Low: v128 = f32x4.splat(-2.12194440e-4);
let minusHalf: v128 = f32x4.splat(-0.5);
/** (ln(1 + r) − r + r²/2) / r³: Cephes logf (S. Moshier, netlib), minimax of degree 8. */
let l8: v128 = f32x4.splat(7.0376836292e-2);
let l7: v128 = f32x4.splat(-1.1514610310e-1);
let l6: v128 = f32x4.splat(1.1676998740e-1);
let l5: v128 = f32x4.splat(-1.2420140846e-1);
let l4: v128 = f32x4.splat(1.4249322787e-1);
let l3: v128 = f32x4.splat(-1.6668057665e-1);
let l2: v128 = f32x4.splat(2.0000714765e-1);
let l1: v128 = f32x4.splat(-2.4999993993e-1);
let l0: v128 = f32x4.splat(3.3333331174e-1);

/** ln x for normal x: x = 2ᵉ · m with √½ ≤ m < √2, then ln m as a polynomial in m − 1. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function logarithmOfNormal(x: v128): v128 {
  // Exponent and mantissa relative to √½.
  const shifted = i32x4.sub(x, rootHalf);
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const r = f32x4.sub(i32x4.add(v128.and(shifted, mantissaBits), rootHalf), constant(one));
  const square = f32x4.mul(r, r);
  let p = multiplyAdd(l8, r, l7);
  p = multiplyAdd(p, r, l6);
  p = multiplyAdd(p, r, l5);
  p = multiplyAdd(p, r, l4);
  p = multiplyAdd(p, r, l3);
  p = multiplyAdd(p, r, l2);
  p = multiplyAdd(p, r, l1);
  p = multiplyAdd(p, r, l0);
  let y = multiplyAdd(exponent, ln2Low, f32x4.mul(f32x4.mul(p, r), square));
  y = multiplyAdd(square, minusHalf, y);
  return multiplyAdd(exponent, ln2High, f32x4.add(r, y));
}

/** ln x in four lanes: relative error below 3e-7, subnormal numbers included; −∞ at ±0, NaN below, +∞ at +∞. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function logarithm(x: v128): v128 {
  const y = logarithmOfNormal(x);
  // As whole numbers without sign, the bits of positive normal numbers are a range.
  const isRare = i32x4.ge_u(i32x4.sub(x, smallestNormal), normalBits);
  return v128.any_true(isRare) ? logarithmOfRare(x, y) : y;
}

/** The logarithm of what is not positive and normal; y of the rest. */
function logarithmOfRare(x: v128, y: v128): v128 {
  const isSubnormal = f32x4.lt(x, smallestNormal);
  const ofSubnormal = f32x4.sub(logarithmOfNormal(f32x4.mul(x, scaling)), scalingLogarithm);
  y = choose(isSubnormal, ofSubnormal, y);
  y = choose(f32x4.lt(x, infinity), y, x);
  y = choose(f32x4.eq(x, splat(0)), f32x4.neg(infinity), y);
  // All bits set are a NaN.
  return v128.or(y, f32x4.lt(x, splat(0)));
}

/**
 * ln(1 + x) in four lanes: relative error below 5e-7, also near zero. What rounding 1 + x loses is added again divided by 1 + x
 * (W. Kahan's correction, as in fdlibm's log1p).
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function logarithmOnePlus(x: v128): v128 {
  const u = f32x4.add(x, constant(one));
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, constant(one))), u);
  const y = logarithm(u);
  // At −1 and +∞ the correction is NaN.
  const isFinite = v128.and(f32x4.gt(u, splat(0)), f32x4.lt(u, infinity));
  const corrected = f32x4.add(y, v128.and(lost, isFinite));
  // −0 stays −0.
  return choose(f32x4.lt(f32x4.abs(x), constant(tiny)), x, corrected);
}

/** As `logarithmOnePlus` for 0 ≤ x ≤ 1, where nothing is rare; NaN of NaN. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function logarithmOfOneToTwo(x: v128): v128 {
  const u = f32x4.add(x, constant(one));
  return f32x4.add(logarithmOfNormal(u), f32x4.div(f32x4.sub(x, f32x4.sub(u, constant(one))), u));
}
