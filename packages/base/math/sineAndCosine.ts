import { one, partsAt, piTimes, sineAndCosineOfRatio, twoParts } from "./fixedPoint.ts";

// Brought to |r| ≤ π/4 in two float64 numbers, then to within 1/256 of a tabulated angle (Gal & Bachelis 1991, "An accurate
// elementary mathematical library for the IEEE floating point standard", ACM TOMS 17:1, here with two parts a value).

const quarterTurn = piTimes(160) / 2n;
const perQuarter = twoParts((one * one) / quarterTurn)[0];
/** π/2 in three parts; 2²⁰ of the first two can be taken without rounding. */
const [quarter1, quarter2, quarter3] = quarterParts();
/** Sine and cosine of j/128 for j from 0 to 101, each as the nearest float64 number and what that leaves. */
const table = tabulate();

function quarterParts(): readonly [number, number, number] {
  const [first] = partsAt(quarterTurn, 32);
  const rest = quarterTurn - (((quarterTurn + (1n << 127n)) >> 128n) << 128n);
  const [second] = partsAt(rest, 66);
  return [first, second, partsAt(rest, 66)[1]];
}

function tabulate(): Float64Array {
  const values = new Float64Array(4 * 102);
  const [sine, cosine] = sineAndCosineOfRatio(1n, 128n);
  let [s, c] = [0n, one];
  for (let j = 0; j < 102; j++) {
    values.set([...twoParts(s), ...twoParts(c)], 4 * j);
    [s, c] = [(s * cosine + c * sine) / one, (c * cosine - s * sine) / one];
  }
  return values;
}

/** What is left of an angle after whole quarter turns, in two parts. */
const rest = new Float64Array(2);

/** Sets the rest; returns how many quarter turns were taken, modulo 4. */
function reduce(x: number): number {
  if (Math.abs(x) < 500_000) {
    const n = Math.floor(x * perQuarter + 0.5);
    const first = x - n * quarter1;
    const second = n * quarter2;
    const third = n * quarter3;
    const difference = first - second;
    const virtual = difference - first;
    const lost = first - (difference - virtual) + (-second - virtual) - third;
    const high = difference + lost;
    if (n === 0 || Math.abs(high) > 1e-9) {
      rest[0] = high;
      rest[1] = difference - high + lost;
      return n & 3;
    }
  }
  return reduceExactly(x);
}

/** 1/(π/2) to this many binary places: 1,024 for the largest number, and as many again as one float64 and its tail hold. */
const places = 1280;
let quartersPerUnit: bigint | null = null;

/** For large angles, and for those so near to a quarter turn that the difference has few places left: in integers. */
function reduceExactly(x: number): number {
  quartersPerUnit ??= (1n << BigInt(2 * places + 1)) / piTimes(places);
  // x = integer · 2^exponent
  let exponent = 0;
  let whole = Math.abs(x);
  while (!Number.isInteger(whole)) {
    whole *= 2;
    exponent -= 1;
  }
  const product = BigInt(whole) * quartersPerUnit * (x < 0 ? -1n : 1n);
  // In 2⁻³²⁰ of a quarter turn.
  const quarters = product >> BigInt(places - 320 - exponent);
  const n = (quarters + (1n << 319n)) >> 320n;
  const angle = ((quarters - (n << 320n)) * piTimes(320)) >> 321n;
  rest.set(twoParts(angle, 320));
  return Number(BigInt.asUintN(2, n));
}

const pair = new Float64Array(2);
const result = new Float64Array(2);

/**
 * Sine and cosine of x, each at most 0.55 units in the last place off for every angle, however large: [±0, 1] of ±0, NaN of infinities. The
 * array is the same one at every call. Without branches that a random angle would make unpredictable.
 */
export function sineAndCosine(x: number): Float64Array {
  if (!Number.isFinite(x)) return result.fill(Number.NaN);
  if (x === 0) {
    result[0] = x;
    result[1] = 1;
    return result;
  }
  const quarter = reduce(x);
  const r = rest[0] as number;
  const size = Math.abs(r);
  const sign = 1 - 2 * Number(r < 0);
  const tail = sign * (rest[1] as number);
  const at = 4 * ((size * 128 + 0.5) | 0);
  const d = size - at / 512;
  const v = d * d;
  const sine = table[at] as number;
  const sineTail = table[at + 1] as number;
  const cosine = table[at + 2] as number;
  const cosineTail = table[at + 3] as number;
  // sin d = d + odd, cos d = 1 + even
  const odd = d * v * (-1 / 6 + v * (1 / 120)) + tail;
  const even = v * (-1 / 2 + v * (1 / 24 - v * (1 / 720)));
  pair[0] =
    size < 0.125
      ? nearZero(r, rest[1] as number)
      : sign * (sine + (cosine * d + (sineTail + cosineTail * d + cosine * odd + sine * even)));
  pair[1] = cosine - (sine * d - (cosineTail - sineTail * d - sine * odd + cosine * even));
  result[0] = (1 - (quarter & 2)) * (pair[quarter & 1] as number);
  result[1] = (1 - ((quarter + 1) & 2)) * (pair[1 - (quarter & 1)] as number);
  return result;
}

/** The Taylor series of the sine. */
function nearZero(r: number, tail: number): number {
  const v = r * r;
  if (v < 1e-18) return r;
  const series = -1 / 6 + v * (1 / 120 + v * (-1 / 5040 + v * (1 / 362_880 + v * (-1 / 39_916_800))));
  return r + (r * v * series + tail * (1 - v / 2));
}

/** sin x, see sineAndCosine. */
export const sin = (x: number): number => sineAndCosine(x)[0] as number;

/** cos x, see sineAndCosine. */
export const cos = (x: number): number => sineAndCosine(x)[1] as number;
