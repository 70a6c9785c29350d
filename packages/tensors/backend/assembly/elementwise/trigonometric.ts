import { multiplyAdd } from "../multiplyAdd";
import { constant, one } from "./laneConstants";
import { choose } from "./lanes";

/** Beyond it the reduction below loses digits; the caller then computes such numbers elsewhere. */
export const largestAngle: f32 = 268435456;

/** π/2 in two parts in double precision; multiples of the first by whole numbers below 2²⁹ round harmlessly. */
let halfPiHigh: v128 = f64x2.splat(1.57079632673412561417);
let halfPiLow: v128 = f64x2.splat(6.07710050650619224932e-11);
let twoOverPi: v128 = f64x2.splat(0.636619772367581343076);

/** Cephes' sinf and cosf on ±π/4 (S. Moshier, netlib). */
let s5: v128 = f32x4.splat(-1.9515295891e-4);
let s3: v128 = f32x4.splat(8.3321608736e-3);
let s1: v128 = f32x4.splat(-1.6666654611e-1);
let c6: v128 = f32x4.splat(2.443315711809948e-5);
let c4: v128 = f32x4.splat(-1.388731625493765e-3);
let c2: v128 = f32x4.splat(4.166664568298827e-2);
let minusHalf: v128 = f32x4.splat(-0.5);

/** The quarter turns nearest to two angles. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function quarters(x: v128): v128 {
  return f64x2.nearest(f64x2.mul(x, twoOverPi));
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function remainder(x: v128, n: v128): v128 {
  const high = f64x2.sub(x, f64x2.mul(n, halfPiHigh));
  return f64x2.sub(high, f64x2.mul(n, halfPiLow));
}

/**
 * sin x, or cos x as sin of a quarter turn more, in four lanes: absolute error below 2e-7 for |x| ≤ 2²⁸. Reduced to ±π/4 in double
 * precision, then Cephes' sinf and cosf polynomials (S. Moshier, netlib).
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function sine(x: v128, turns: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  const lowQuarters = quarters(low);
  const highQuarters = quarters(high);
  const lowRest = f32x4.demote_f64x2_zero(remainder(low, lowQuarters));
  const highRest = f32x4.demote_f64x2_zero(remainder(high, highQuarters));
  const r = i64x2.shuffle(lowRest, highRest, 0, 2);
  const whole = i64x2.shuffle(
    i32x4.trunc_sat_f64x2_s_zero(lowQuarters),
    i32x4.trunc_sat_f64x2_s_zero(highQuarters),
    0,
    2,
  );
  const quadrant = i32x4.add(whole, i32x4.splat(turns));
  const z = f32x4.mul(r, r);
  let s = multiplyAdd(s5, z, s3);
  s = multiplyAdd(s, z, s1);
  s = multiplyAdd(f32x4.mul(s, z), r, r);
  let c = multiplyAdd(c6, z, c4);
  c = multiplyAdd(c, z, c2);
  c = multiplyAdd(f32x4.mul(c, z), z, multiplyAdd(z, minusHalf, constant(one)));
  const isOdd = i32x4.eq(v128.and(quadrant, i32x4.splat(1)), i32x4.splat(1));
  const sign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  return v128.xor(choose(isOdd, c, s), sign);
}
