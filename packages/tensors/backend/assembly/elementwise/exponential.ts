import { multiplyAdd } from "../multiplyAdd";
import { half, one, tiny } from "./laneConstants";

/** 1.5 · 2²³: adding it rounds to a whole number, which then stands in the low bits. */
let roundingShift: v128 = f32x4.splat(12582912);
let log2e: v128 = f32x4.splat(1.44269504088896341);
/** −ln 2 in two parts; the first has few bits, so that its multiples are exact. */
let minusLn2High: v128 = f32x4.splat(-0.693359375);
let minusLn2Low: v128 = f32x4.splat(2.12194440e-4);
/** The smallest argument whose power is a normal number. */
let smallestNormal: v128 = f32x4.splat(-87.33654);
/** Arguments beyond which eˣ is infinite, is 0, and eˣ − 1 is −1. */
let largest: v128 = f32x4.splat(89);
let smallest: v128 = f32x4.splat(-104.5);
let smallestMinusOne: v128 = f32x4.splat(-30);
let two: v128 = f32x4.splat(2);
let exponentBias: v128 = i32x4.splat(127);

/** (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, interpolated at Chebyshev's points: the error of eʳ − 1 is below 3e-8. */
let e4: v128 = f32x4.splat(1.392625039e-03);
let e3: v128 = f32x4.splat(8.363232948e-03);
let e2: v128 = f32x4.splat(4.166655242e-02);
let e1: v128 = f32x4.splat(1.666657627e-01);
let e0: v128 = f32x4.splat(5.000000000e-01);

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function tail(r: v128): v128 {
  let p = multiplyAdd(e4, r, e3);
  p = multiplyAdd(p, r, e2);
  p = multiplyAdd(p, r, e1);
  return multiplyAdd(p, r, e0);
}

/** x − n · ln 2. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function reduce(x: v128, n: v128): v128 {
  return multiplyAdd(n, minusLn2Low, multiplyAdd(n, minusLn2High, x));
}

/**
 * eˣ in four lanes: relative error below 3e-7 where the result is normal, half a unit of the last place more where it is
 * subnormal; +∞ beyond 88.73, 0 below −103.98, NaN of NaN. x = n · ln 2 + r, then 2ⁿ · eʳ, the power in two factors because one
 * float32 does not reach all of them.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function exponential(x: v128): v128 {
  // x first: pmin and pmax return the first operand where one is NaN.
  const clamped = f32x4.pmax(f32x4.pmin(x, largest), smallest);
  const shifted = multiplyAdd(clamped, log2e, roundingShift);
  const r = reduce(clamped, f32x4.sub(shifted, roundingShift));
  const y = multiplyAdd(f32x4.mul(r, r), tail(r), f32x4.add(r, one));
  const n = i32x4.sub(shifted, roundingShift);
  const first = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(first)), powerOfTwo(i32x4.sub(n, first)));
}

/** 2ⁿ for whole n from −126 to 127; 0 for −127. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, exponentBias), 23);
}

/** eˣ for x ≤ 0 in four lanes, cheaper than `exponential`: relative error below 3e-7, and 0 where the result would be subnormal. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function decay(x: v128): v128 {
  const shifted = multiplyAdd(x, log2e, roundingShift);
  const r = reduce(x, f32x4.sub(shifted, roundingShift));
  const y = multiplyAdd(f32x4.mul(r, r), tail(r), f32x4.add(r, one));
  const scaled = f32x4.mul(y, powerOfTwo(i32x4.sub(shifted, roundingShift)));
  return v128.andnot(scaled, f32x4.lt(x, smallestNormal));
}

/** eˣ − 1 for x ≤ 0 in four lanes, cheaper than `exponentialMinusOne`: relative error below 5e-7. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function decayMinusOne(x: v128): v128 {
  const clamped = f32x4.pmax(x, smallestMinusOne);
  const shifted = multiplyAdd(clamped, log2e, roundingShift);
  const r = reduce(clamped, f32x4.sub(shifted, roundingShift));
  const less = multiplyAdd(f32x4.mul(r, r), tail(r), r);
  const power = powerOfTwo(i32x4.sub(shifted, roundingShift));
  return multiplyAdd(power, less, f32x4.sub(power, one));
}

/**
 * eˣ − 1 in four lanes: relative error below 5e-7, also near zero; −0 stays −0. With x = n · ln 2 + r it is
 * 2 · 2ⁿ⁻¹ · ((eʳ − 1) + (1 − 2⁻ⁿ)), where nothing cancels by more than a bit and nothing overflows too early.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function exponentialMinusOne(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, largest), smallestMinusOne);
  const shifted = multiplyAdd(clamped, log2e, roundingShift);
  const r = reduce(clamped, f32x4.sub(shifted, roundingShift));
  const less = multiplyAdd(f32x4.mul(r, r), tail(r), r);
  const before = i32x4.sub(i32x4.sub(shifted, roundingShift), i32x4.splat(1));
  const gap = f32x4.sub(one, f32x4.mul(powerOfTwo(i32x4.neg(before)), half));
  const y = f32x4.mul(f32x4.mul(f32x4.add(less, gap), powerOfTwo(before)), two);
  // At zero the sum above loses the sign, and x itself is the answer wherever x² is lost.
  return v128.bitselect(x, y, f32x4.lt(f32x4.abs(x), tiny));
}
