import { multiplyAdd } from "../multiplyAdd";
import { splat } from "./lanes";

/** 1.5 · 2²³: adding it rounds to a whole number, which then stands in the low bits. */
const roundingShift: f32 = 12582912;
const log2e: f32 = 1.44269504088896341;
/** ln 2 in two parts; the first has few bits, so that its multiples are exact. */
const ln2High: f32 = 0.693359375;
const ln2Low: f32 = -2.12194440e-4;

/** (eʳ − 1 − r) / r² for |r| ≤ ln 2 / 2: Cephes expf (S. Moshier, netlib), minimax of degree 5. */
// @ts-ignore: decorator
@inline
function tail(r: v128): v128 {
  let p = multiplyAdd(splat(1.9875691500e-4), r, splat(1.3981999507e-3));
  p = multiplyAdd(p, r, splat(8.3334519073e-3));
  p = multiplyAdd(p, r, splat(4.1665795894e-2));
  p = multiplyAdd(p, r, splat(1.6666665459e-1));
  return multiplyAdd(p, r, splat(5.0000001201e-1));
}

/** x − n · ln 2. */
// @ts-ignore: decorator
@inline
function reduce(x: v128, n: v128): v128 {
  return multiplyAdd(n, splat(-ln2Low), multiplyAdd(n, splat(-ln2High), x));
}

/**
 * eˣ in four lanes: relative error below 3e-7 where the result is normal, half a unit of the last place more where it is
 * subnormal; +∞ beyond 88.73, 0 below −103.98, NaN of NaN. x = n · ln 2 + r, then 2ⁿ · eʳ, the power in two factors because one
 * float32 does not reach all of them.
 */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  // Smaller operand second: pmin and pmax return the first where one is NaN.
  const clamped = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-104.5));
  const shifted = multiplyAdd(clamped, splat(log2e), splat(roundingShift));
  const r = reduce(clamped, f32x4.sub(shifted, splat(roundingShift)));
  const y = multiplyAdd(f32x4.mul(r, r), tail(r), f32x4.add(r, splat(1)));
  const n = i32x4.sub(shifted, splat(roundingShift));
  const half = i32x4.shr_s(n, 1);
  const rest = i32x4.sub(n, half);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(rest));
}

/** 2ⁿ for whole n from −126 to 127; 0 for −127. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * eˣ − 1 in four lanes: relative error below 5e-7, also near zero; −0 stays −0. With x = n · ln 2 + r it is
 * 2 · 2ⁿ⁻¹ · ((eʳ − 1) + (1 − 2⁻ⁿ)), where nothing cancels by more than a bit and nothing overflows too early.
 */
// @ts-ignore: decorator
@inline
export function exponentialMinusOne(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, splat(89)), splat(-30));
  const shifted = multiplyAdd(clamped, splat(log2e), splat(roundingShift));
  const r = reduce(clamped, f32x4.sub(shifted, splat(roundingShift)));
  const less = multiplyAdd(f32x4.mul(r, r), tail(r), r);
  const before = i32x4.sub(i32x4.sub(shifted, splat(roundingShift)), i32x4.splat(1));
  const gap = multiplyAdd(powerOfTwo(i32x4.neg(before)), splat(-0.5), splat(1));
  const y = f32x4.mul(f32x4.mul(f32x4.add(less, gap), powerOfTwo(before)), splat(2));
  // At zero the sum above loses the sign, and x itself is the answer wherever x² is lost.
  return v128.bitselect(x, y, f32x4.lt(f32x4.abs(x), splat(1e-8)));
}
