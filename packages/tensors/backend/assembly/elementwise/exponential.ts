import { multiplyAdd } from "../multiplyAdd";
import { constant, half, one, put, putBits, tiny } from "./laneConstants";

/** 1.5 · 2²³: adding it rounds to a whole number, which then stands in the low bits. */
const roundingShift: i32 = 4;
const log2e: i32 = 5;
/** −ln 2 in two parts; the first has few bits, so that its multiples are exact. */
const minusLn2High: i32 = 6;
const minusLn2Low: i32 = 7;
/** The smallest argument whose power is a normal number. */
const smallestNormal: i32 = 8;
/** Arguments beyond which eˣ is infinite, is 0, and eˣ − 1 is −1. */
const largest: i32 = 9;
const smallest: i32 = 10;
const smallestMinusOne: i32 = 11;
const two: i32 = 12;
const exponentBias: i32 = 13;

/** (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2, interpolated at Chebyshev's points: the error of eʳ − 1 is below 3e-8. */
const e4: i32 = 14;
const e3: i32 = 15;
const e2: i32 = 16;
const e1: i32 = 17;
const e0: i32 = 18;

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function tail(r: v128): v128 {
  let p = multiplyAdd(constant(e4), r, constant(e3));
  p = multiplyAdd(p, r, constant(e2));
  p = multiplyAdd(p, r, constant(e1));
  return multiplyAdd(p, r, constant(e0));
}

/** x − n · ln 2. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function reduce(x: v128, n: v128): v128 {
  return multiplyAdd(n, constant(minusLn2Low), multiplyAdd(n, constant(minusLn2High), x));
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
  const clamped = f32x4.pmax(f32x4.pmin(x, constant(largest)), constant(smallest));
  const shifted = multiplyAdd(clamped, constant(log2e), constant(roundingShift));
  const r = reduce(clamped, f32x4.sub(shifted, constant(roundingShift)));
  const y = multiplyAdd(f32x4.mul(r, r), tail(r), f32x4.add(r, constant(one)));
  const n = i32x4.sub(shifted, constant(roundingShift));
  const first = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(first)), powerOfTwo(i32x4.sub(n, first)));
}

/** 2ⁿ for whole n from −126 to 127; 0 for −127. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, constant(exponentBias)), 23);
}

/** eˣ for x ≤ 0 in four lanes, cheaper than `exponential`: relative error below 3e-7, and 0 where the result would be subnormal. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function decay(x: v128): v128 {
  const shifted = multiplyAdd(x, constant(log2e), constant(roundingShift));
  const r = reduce(x, f32x4.sub(shifted, constant(roundingShift)));
  const y = multiplyAdd(f32x4.mul(r, r), tail(r), f32x4.add(r, constant(one)));
  const scaled = f32x4.mul(y, powerOfTwo(i32x4.sub(shifted, constant(roundingShift))));
  return v128.andnot(scaled, f32x4.lt(x, constant(smallestNormal)));
}

/** eˣ − 1 for x ≤ 0 in four lanes, cheaper than `exponentialMinusOne`: relative error below 5e-7. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function decayMinusOne(x: v128): v128 {
  const clamped = f32x4.pmax(x, constant(smallestMinusOne));
  const shifted = multiplyAdd(clamped, constant(log2e), constant(roundingShift));
  const r = reduce(clamped, f32x4.sub(shifted, constant(roundingShift)));
  const less = multiplyAdd(f32x4.mul(r, r), tail(r), r);
  const power = powerOfTwo(i32x4.sub(shifted, constant(roundingShift)));
  return multiplyAdd(power, less, f32x4.sub(power, constant(one)));
}

/**
 * eˣ − 1 in four lanes: relative error below 5e-7, also near zero; −0 stays −0. With x = n · ln 2 + r it is
 * 2 · 2ⁿ⁻¹ · ((eʳ − 1) + (1 − 2⁻ⁿ)), where nothing cancels by more than a bit and nothing overflows too early.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function exponentialMinusOne(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, constant(largest)), constant(smallestMinusOne));
  const shifted = multiplyAdd(clamped, constant(log2e), constant(roundingShift));
  const r = reduce(clamped, f32x4.sub(shifted, constant(roundingShift)));
  const less = multiplyAdd(f32x4.mul(r, r), tail(r), r);
  const before = i32x4.sub(i32x4.sub(shifted, constant(roundingShift)), i32x4.splat(1));
  const gap = f32x4.sub(constant(one), f32x4.mul(powerOfTwo(i32x4.neg(before)), constant(half)));
  const y = f32x4.mul(f32x4.mul(f32x4.add(less, gap), powerOfTwo(before)), constant(two));
  // At zero the sum above loses the sign, and x itself is the answer wherever x² is lost.
  return v128.bitselect(x, y, f32x4.lt(f32x4.abs(x), constant(tiny)));
}

export function placeExponential(): void {
  put(roundingShift, 12582912);
  put(log2e, 1.44269504088896341);
  put(minusLn2High, -0.693359375);
  put(minusLn2Low, 2.12194440e-4);
  put(smallestNormal, -87.33654);
  put(largest, 89);
  put(smallest, -104.5);
  put(smallestMinusOne, -30);
  put(two, 2);
  putBits(exponentBias, 127);
  put(e4, 1.392625039e-03);
  put(e3, 8.363232948e-03);
  put(e2, 4.166655242e-02);
  put(e1, 1.666657627e-01);
  put(e0, 5.000000000e-01);
}
