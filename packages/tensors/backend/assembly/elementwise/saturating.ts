import { multiplyAdd } from "../multiplyAdd";
import { one, signBits } from "./laneConstants";
import { decay, decayMinusOne } from "./exponential";
import { choose, splat } from "./lanes";
import { logarithmOfOneToTwo } from "./logarithm";

/** Below it tanh x is x and erf x is 2x / √π in float32. */
let linearBelow: v128 = f32x4.splat(4e-4);
/** Beyond it tanh is ±1 in float32. */
let tanhEnd: v128 = f32x4.splat(7.9988);
/** Beyond it erf is ±1 in float32. */
let erfEnd: v128 = f32x4.splat(3.92);
let erfSlope: v128 = f32x4.splat(1.12837916709551257);
/** Eigen's rational minimax approximation of tanh: x · P(x²) / Q(x²), numbered by the power of x. */
let tanhP12: v128 = f32x4.splat(-2.76076847742355e-16);
let tanhP10: v128 = f32x4.splat(2.00018790482477e-13);
let tanhP8: v128 = f32x4.splat(-8.60467152213735e-11);
let tanhP6: v128 = f32x4.splat(5.12229709037114e-8);
let tanhP4: v128 = f32x4.splat(1.48572235717979e-5);
let tanhP2: v128 = f32x4.splat(6.37261928875436e-4);
let tanhP0: v128 = f32x4.splat(4.89352455891786e-3);
let tanhQ6: v128 = f32x4.splat(1.19825839466702e-6);
let tanhQ4: v128 = f32x4.splat(1.18534705686654e-4);
let tanhQ2: v128 = f32x4.splat(2.26843463243900e-3);
let tanhQ0: v128 = f32x4.splat(4.89352518554385e-3);
/** XLA's of erf. */
let erfP12: v128 = f32x4.splat(-2.72614225801306e-10);
let erfP10: v128 = f32x4.splat(2.77068142495902e-8);
let erfP8: v128 = f32x4.splat(-2.10102402082508e-6);
let erfP6: v128 = f32x4.splat(-5.69250639462346e-5);
let erfP4: v128 = f32x4.splat(-7.34990630326855e-4);
let erfP2: v128 = f32x4.splat(-2.95459980854025e-3);
let erfP0: v128 = f32x4.splat(-1.60960333262415e-2);
let erfQ8: v128 = f32x4.splat(-1.45660718464996e-5);
let erfQ6: v128 = f32x4.splat(-2.13374055278905e-4);
let erfQ4: v128 = f32x4.splat(-1.68282697438203e-3);
let erfQ2: v128 = f32x4.splat(-7.37332916720468e-3);
let erfQ0: v128 = f32x4.splat(-1.42647390514189e-2);

/** ±1 beyond `large`, `linear` below `small` (it keeps subnormal numbers and −0), else y. NaN compares false and stays in y. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function atEnds(x: v128, y: v128, large: v128, small: v128, linear: v128): v128 {
  const magnitude = f32x4.abs(x);
  const end = v128.bitselect(x, one, signBits);
  return choose(f32x4.lt(magnitude, small), linear, choose(f32x4.gt(magnitude, large), end, y));
}

/**
 * tanh in four lanes: relative error below 6e-7. Eigen's rational minimax approximation x · P(x²) / Q(x²) (degrees 13 and 6);
 * beyond ±7.99 the result is ±1 in float32.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function hyperbolicTangent(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, tanhEnd), f32x4.neg(tanhEnd));
  const s = f32x4.mul(clamped, clamped);
  let p = multiplyAdd(tanhP12, s, tanhP10);
  p = multiplyAdd(p, s, tanhP8);
  p = multiplyAdd(p, s, tanhP6);
  p = multiplyAdd(p, s, tanhP4);
  p = multiplyAdd(p, s, tanhP2);
  p = multiplyAdd(p, s, tanhP0);
  let q = multiplyAdd(tanhQ6, s, tanhQ4);
  q = multiplyAdd(q, s, tanhQ2);
  q = multiplyAdd(q, s, tanhQ0);
  const y = f32x4.div(f32x4.mul(clamped, p), q);
  return atEnds(x, y, tanhEnd, linearBelow, x);
}

/**
 * erf in four lanes: relative error below 6e-7. XLA's rational minimax approximation x · P(x²) / Q(x²); beyond ±3.92 the
 * result is ±1 in float32.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function errorFunction(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, erfEnd), f32x4.neg(erfEnd));
  const s = f32x4.mul(clamped, clamped);
  let p = multiplyAdd(erfP12, s, erfP10);
  p = multiplyAdd(p, s, erfP8);
  p = multiplyAdd(p, s, erfP6);
  p = multiplyAdd(p, s, erfP4);
  p = multiplyAdd(p, s, erfP2);
  p = multiplyAdd(p, s, erfP0);
  let q = multiplyAdd(erfQ8, s, erfQ6);
  q = multiplyAdd(q, s, erfQ4);
  q = multiplyAdd(q, s, erfQ2);
  q = multiplyAdd(q, s, erfQ0);
  const y = f32x4.div(f32x4.mul(clamped, p), q);
  return atEnds(x, y, erfEnd, linearBelow, f32x4.mul(x, erfSlope));
}

/** 1 / (1 + e⁻ˣ) in four lanes: relative error below 5e-7, 0 where the result would be subnormal. From
 * e⁻|ˣ| on both sides. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function logistic(x: v128): v128 {
  const e = decay(f32x4.neg(f32x4.abs(x)));
  const numerator = choose(f32x4.lt(x, splat(0)), e, one);
  return f32x4.div(numerator, f32x4.add(e, one));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e⁻|ˣ|) in four lanes: relative error below 5e-7, 0 where the result would be subnormal. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function softPlus(x: v128): v128 {
  const e = decay(f32x4.neg(f32x4.abs(x)));
  return f32x4.add(choose(f32x4.lt(x, splat(0)), splat(0), x), logarithmOfOneToTwo(e));
}

/** x where not negative, else eˣ − 1. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function exponentialUnit(x: v128): v128 {
  return choose(f32x4.ge(x, splat(0)), x, decayMinusOne(x));
}
