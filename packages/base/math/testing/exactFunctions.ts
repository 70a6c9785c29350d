/** The functions in integer arithmetic, by other formulas than those under test: numbers are integers of 2⁻¹⁴⁰⁰. */
const places = 1400n;
export const one = 1n << places;
const bits = new DataView(new ArrayBuffer(8));

/** A finite float64 number, exactly. */
export function exact(x: number): bigint {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xf_ffff_ffff_ffffn;
  const significand = exponent === 0n ? fraction : fraction | (1n << 52n);
  const shift = places - 1074n + (exponent === 0n ? 0n : exponent - 1n);
  return (significand << shift) * (word >> 63n === 1n ? -1n : 1n);
}

/** The distance of a float64 number from a true value, in units of the last place that the number has. */
export function ulpsFrom(truth: bigint, x: number): number {
  const size = Math.abs(x);
  const next = exact(nextUp(size)) - exact(size);
  const distance = exact(x) - truth;
  return Number(((distance < 0n ? -distance : distance) * 1_000_000n) / next) / 1_000_000;
}

function nextUp(x: number): number {
  bits.setFloat64(0, x);
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  const next = bits.getFloat64(0);
  return Number.isFinite(next) ? next : x + (x - nextDown(x));
}

function nextDown(x: number): number {
  bits.setFloat64(0, x);
  bits.setBigUint64(0, bits.getBigUint64(0) - 1n);
  return bits.getFloat64(0);
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> places;

/** By the series at x / 2⁶⁴, squared 64 times with 200 places more; negative ones as reciprocals. */
export function exactExp(x: bigint): bigint {
  if (x < 0n) return (one << places) / exactExp(-x);
  const more = 200n;
  const unit = one << more;
  const small = (x << more) >> 64n;
  let sum = unit;
  let term = unit;
  for (let n = 1n; term > 0n; n += 1n) {
    term = (term * small) / unit / n;
    sum += term;
  }
  for (let squaring = 0; squaring < 64; squaring++) sum = (sum * sum) / unit;
  return sum >> more;
}

/** By Newton's method on the exponential, from the logarithm of the leading 53 bits. */
export function exactLog(x: bigint): bigint {
  const length = BigInt(x.toString(2).length);
  const leading = Number(length > 60n ? x >> (length - 60n) : x);
  const exponent = Number(length > 60n ? length - 60n : 0n) - Number(places);
  let y = exact(Math.log(leading) + exponent * Math.LN2);
  for (let step = 0; step < 5; step++) {
    // y + 2 (x − eʸ) / (x + eʸ), of third order.
    const guess = exactExp(y);
    y += (2n * (x - guess) * one) / (x + guess);
  }
  return y;
}

/** Euler's 20 arctan(1/7) + 8 arctan(3/79), with 1,100 places more for large angles. */
const piPlaces = places + 1100n;
const pi = 20n * arcTangent(1n, 7n) + 8n * arcTangent(3n, 79n);

function arcTangent(a: bigint, b: bigint): bigint {
  let sum = 0n;
  let power = (a << piPlaces) / b;
  for (let odd = 1n; power !== 0n; odd += 2n) {
    sum += power / odd;
    power = (-power * a * a) / (b * b);
  }
  return sum;
}

export const exactSin = (x: bigint): bigint => turned(x, 0n);
export const exactCos = (x: bigint): bigint => turned(x, 1n);

function turned(x: bigint, quarters: bigint): bigint {
  const wide = x << 1100n;
  const turn = 2n * pi;
  let angle = (wide % turn) + (quarters * pi) / 2n;
  if (angle > pi) angle -= turn;
  let sum = 0n;
  let term = angle;
  for (let n = 1n; term !== 0n; n += 2n) {
    sum += term;
    term = (((-term * angle) >> piPlaces) * angle) >> piPlaces;
    term /= (n + 1n) * (n + 2n);
  }
  return sum >> 1100n;
}

export const exactPow = (x: bigint, y: bigint): bigint => exactExp(times(y, exactLog(x)));
