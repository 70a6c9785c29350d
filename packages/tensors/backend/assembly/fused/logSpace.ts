/** ln 0: far below every sum of logarithms, and nothing added to it brings it back. */
export const logZero: f64 = -1e30;

// Variables, since V8 builds constants of two lanes anew at every use (elementwise/laneConstants.ts).
let smallest: v128 = f64x2.splat(-700);
/** 1.5 · 2⁵²: adding it rounds to a whole number, which then stands in the low bits. */
let magic: v128 = f64x2.splat(6755399441055744);
let log2e: v128 = f64x2.splat(1.4426950408889634);
let ln2High: v128 = f64x2.splat(0.6931471803691238);
let ln2Low: v128 = f64x2.splat(1.9082149292705877e-10);
let inverseRootThree: v128 = f64x2.splat(0.5773502691896258);
let logRootThree: v128 = f64x2.splat(0.5493061443340548);
let two: v128 = f64x2.splat(2);
let exponentBias: v128 = i64x2.splat(1023);
/** Taylor's coefficients of eˣ, and of artanh. */
let e12: v128 = f64x2.splat(1.0 / 479001600);
let e11: v128 = f64x2.splat(1.0 / 39916800);
let e10: v128 = f64x2.splat(1.0 / 3628800);
let e9: v128 = f64x2.splat(1.0 / 362880);
let e8: v128 = f64x2.splat(1.0 / 40320);
let e7: v128 = f64x2.splat(1.0 / 5040);
let e6: v128 = f64x2.splat(1.0 / 720);
let e5: v128 = f64x2.splat(1.0 / 120);
let e4: v128 = f64x2.splat(1.0 / 24);
let e3: v128 = f64x2.splat(1.0 / 6);
let e2: v128 = f64x2.splat(0.5);
let one: v128 = f64x2.splat(1);
let a21: v128 = f64x2.splat(1.0 / 21);
let a19: v128 = f64x2.splat(1.0 / 19);
let a17: v128 = f64x2.splat(1.0 / 17);
let a15: v128 = f64x2.splat(1.0 / 15);
let a13: v128 = f64x2.splat(1.0 / 13);
let a11: v128 = f64x2.splat(1.0 / 11);
let a9: v128 = f64x2.splat(1.0 / 9);
let a7: v128 = f64x2.splat(1.0 / 7);
let a5: v128 = f64x2.splat(1.0 / 5);
let a3: v128 = f64x2.splat(1.0 / 3);

/** eˣ in two lanes for x ≤ 0: relative error below 1e-13; 0 below −700. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function exponentialOfTwo(x: v128): v128 {
  const clamped = f64x2.pmax(x, smallest);
  const shifted = f64x2.add(f64x2.mul(clamped, log2e), magic);
  const n = f64x2.sub(shifted, magic);
  let r = f64x2.sub(clamped, f64x2.mul(n, ln2High));
  r = f64x2.sub(r, f64x2.mul(n, ln2Low));
  // Taylor's series: |r| ≤ ln 2 / 2.
  let p = e12;
  p = next(p, r, e11);
  p = next(p, r, e10);
  p = next(p, r, e9);
  p = next(p, r, e8);
  p = next(p, r, e7);
  p = next(p, r, e6);
  p = next(p, r, e5);
  p = next(p, r, e4);
  p = next(p, r, e3);
  p = next(p, r, e2);
  p = next(p, r, one);
  p = next(p, r, one);
  const power = i64x2.shl(i64x2.add(shifted, exponentBias), 52);
  const y = f64x2.mul(p, power);
  return v128.bitselect(i64x2.splat(0), y, f64x2.lt(x, smallest));
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function next(p: v128, r: v128, coefficient: v128): v128 {
  return f64x2.add(f64x2.mul(p, r), coefficient);
}

/** ln x in two lanes for 1 ≤ x ≤ 3: error below 1e-12. ln x = ln √3 + 2 artanh((m − 1) / (m + 1)), m = x / √3. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function logarithmUpToThree(x: v128): v128 {
  const m = f64x2.mul(x, inverseRootThree);
  const z = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const square = f64x2.mul(z, z);
  let p = a21;
  p = next(p, square, a19);
  p = next(p, square, a17);
  p = next(p, square, a15);
  p = next(p, square, a13);
  p = next(p, square, a11);
  p = next(p, square, a9);
  p = next(p, square, a7);
  p = next(p, square, a5);
  p = next(p, square, a3);
  p = next(p, square, one);
  return f64x2.add(f64x2.mul(f64x2.mul(z, p), two), logRootThree);
}

/** ln(eᵃ + eᵇ + eᶜ) in two lanes. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function logOfSum(a: v128, b: v128, c: v128): v128 {
  const largest = f64x2.max(a, f64x2.max(b, c));
  const ofA = exponentialOfTwo(f64x2.sub(a, largest));
  const ofB = exponentialOfTwo(f64x2.sub(b, largest));
  const ofC = exponentialOfTwo(f64x2.sub(c, largest));
  return f64x2.add(largest, logarithmUpToThree(f64x2.add(ofA, f64x2.add(ofB, ofC))));
}
