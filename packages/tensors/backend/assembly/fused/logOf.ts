/**
 * ln x of a positive normal number: relative error below 1e-13. x = 2ᵉ · m with √½ ≤ m < √2, and ln m = 2 artanh((m − 1) / (m + 1))
 * by its Taylor series, whose argument stays below 0.172. NaN and +∞ stay themselves.
 */
export function logOf(x: f64): f64 {
  if (!(x < Infinity)) return x;
  const shifted = reinterpret<i64>(x) - 0x3fe6a09e667f3bcd;
  const exponent = <f64>(shifted >> 52);
  const m = reinterpret<f64>((shifted & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd);
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let p: f64 = 1.0 / 17;
  p = p * square + 1.0 / 15;
  p = p * square + 1.0 / 13;
  p = p * square + 1.0 / 11;
  p = p * square + 1.0 / 9;
  p = p * square + 1.0 / 7;
  p = p * square + 1.0 / 5;
  p = p * square + 1.0 / 3;
  p = p * square + 1;
  return exponent * 0.6931471805599453 + 2 * s * p;
}
