const bits = new DataView(new ArrayBuffer(8));

/**
 * ln x for a positive, normal x, right to about 2⁻⁵⁰ and by arithmetic alone, so that every engine gets the same bits (`Math.log` may differ
 * from one to another): x = m · 2ᵉ with m in [√½, √2), ln m = 2 · artanh((m − 1) / (m + 1)).
 */
export function naturalLogarithm(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0x000f_ffff) | 0x3ff0_0000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  // |ratio| ≤ 0.1716: the next term would be below 2⁻⁵⁴.
  let series = 0;
  for (let power = 19; power > 0; power -= 2) series = series * square + 1 / power;
  return exponent * Math.LN2 + 2 * ratio * series;
}
