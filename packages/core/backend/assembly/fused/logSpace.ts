/** ln 0: far below every sum of logarithms, and nothing added to it brings it back. */
export const logZero: f64 = -1e30;

/** eˣ in two lanes for x ≤ 0: relative error below 1e-13; 0 below −700. */
// @ts-ignore: decorator
@inline
export function exponentialOfTwo(x: v128): v128 {
  const clamped = f64x2.pmax(x, f64x2.splat(-700));
  const magic = f64x2.splat(6755399441055744); // 1.5 · 2⁵²: adding it rounds to a whole number in the low bits
  const shifted = f64x2.add(f64x2.mul(clamped, f64x2.splat(1.4426950408889634)), magic);
  const n = f64x2.sub(shifted, magic);
  let r = f64x2.sub(clamped, f64x2.mul(n, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)));
  // Taylor's series: |r| ≤ ln 2 / 2.
  let p = f64x2.splat(1.0 / 479001600);
  p = next(p, r, 1.0 / 39916800);
  p = next(p, r, 1.0 / 3628800);
  p = next(p, r, 1.0 / 362880);
  p = next(p, r, 1.0 / 40320);
  p = next(p, r, 1.0 / 5040);
  p = next(p, r, 1.0 / 720);
  p = next(p, r, 1.0 / 120);
  p = next(p, r, 1.0 / 24);
  p = next(p, r, 1.0 / 6);
  p = next(p, r, 0.5);
  p = next(p, r, 1);
  p = next(p, r, 1);
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  const y = f64x2.mul(p, power);
  return v128.bitselect(f64x2.splat(0), y, f64x2.lt(x, f64x2.splat(-700)));
}

// @ts-ignore: decorator
@inline
function next(p: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(p, r), f64x2.splat(coefficient));
}

/** ln x in two lanes for 1 ≤ x ≤ 3: error below 1e-12. ln x = ln √3 + 2 artanh((m − 1) / (m + 1)), m = x / √3. */
// @ts-ignore: decorator
@inline
function logarithmUpToThree(x: v128): v128 {
  const m = f64x2.mul(x, f64x2.splat(0.5773502691896258));
  const one = f64x2.splat(1);
  const z = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const square = f64x2.mul(z, z);
  let p = f64x2.splat(1.0 / 21);
  p = next(p, square, 1.0 / 19);
  p = next(p, square, 1.0 / 17);
  p = next(p, square, 1.0 / 15);
  p = next(p, square, 1.0 / 13);
  p = next(p, square, 1.0 / 11);
  p = next(p, square, 1.0 / 9);
  p = next(p, square, 1.0 / 7);
  p = next(p, square, 1.0 / 5);
  p = next(p, square, 1.0 / 3);
  p = next(p, square, 1);
  return f64x2.add(f64x2.mul(f64x2.mul(z, p), f64x2.splat(2)), f64x2.splat(0.5493061443340548));
}

/** ln(eᵃ + eᵇ + eᶜ) in two lanes. */
// @ts-ignore: decorator
@inline
export function logOfSum(a: v128, b: v128, c: v128): v128 {
  const largest = f64x2.max(a, f64x2.max(b, c));
  const ofA = exponentialOfTwo(f64x2.sub(a, largest));
  const ofB = exponentialOfTwo(f64x2.sub(b, largest));
  const ofC = exponentialOfTwo(f64x2.sub(c, largest));
  return f64x2.add(largest, logarithmUpToThree(f64x2.add(ofA, f64x2.add(ofB, ofC))));
}
