import { multiplyAdd } from "../multiplyAdd";
import { constant, one, put, signBits } from "./laneConstants";
import { decay, decayMinusOne } from "./exponential";
import { choose, splat } from "./lanes";
import { logarithmOfOneToTwo } from "./logarithm";

/** Below it tanh x is x and erf x is 2x / √π in float32. */
const linearBelow: i32 = 19;
/** Beyond it tanh is ±1 in float32. */
const tanhEnd: i32 = 20;
/** Beyond it erf is ±1 in float32. */
const erfEnd: i32 = 21;
const erfSlope: i32 = 22;
/** Eigen's rational minimax approximation of tanh: x · P(x²) / Q(x²), numbered by the power of x. */
const tanhP12: i32 = 23;
const tanhP10: i32 = 24;
const tanhP8: i32 = 25;
const tanhP6: i32 = 26;
const tanhP4: i32 = 27;
const tanhP2: i32 = 28;
const tanhP0: i32 = 29;
const tanhQ6: i32 = 30;
const tanhQ4: i32 = 31;
const tanhQ2: i32 = 32;
const tanhQ0: i32 = 33;
/** XLA's of erf. */
const erfP12: i32 = 34;
const erfP10: i32 = 35;
const erfP8: i32 = 36;
const erfP6: i32 = 37;
const erfP4: i32 = 38;
const erfP2: i32 = 39;
const erfP0: i32 = 40;
const erfQ8: i32 = 41;
const erfQ6: i32 = 42;
const erfQ4: i32 = 43;
const erfQ2: i32 = 44;
const erfQ0: i32 = 45;

/** ±1 beyond `large`, `linear` below `small` (it keeps subnormal numbers and −0), else y. NaN compares false and stays in y. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function atEnds(x: v128, y: v128, large: v128, small: v128, linear: v128): v128 {
  const magnitude = f32x4.abs(x);
  const end = v128.bitselect(x, constant(one), constant(signBits));
  return choose(f32x4.lt(magnitude, small), linear, choose(f32x4.gt(magnitude, large), end, y));
}

/**
 * tanh in four lanes: relative error below 6e-7. Eigen's rational minimax approximation x · P(x²) / Q(x²) (degrees 13 and 6);
 * beyond ±7.99 the result is ±1 in float32.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function hyperbolicTangent(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, constant(tanhEnd)), f32x4.neg(constant(tanhEnd)));
  const s = f32x4.mul(clamped, clamped);
  let p = multiplyAdd(constant(tanhP12), s, constant(tanhP10));
  p = multiplyAdd(p, s, constant(tanhP8));
  p = multiplyAdd(p, s, constant(tanhP6));
  p = multiplyAdd(p, s, constant(tanhP4));
  p = multiplyAdd(p, s, constant(tanhP2));
  p = multiplyAdd(p, s, constant(tanhP0));
  let q = multiplyAdd(constant(tanhQ6), s, constant(tanhQ4));
  q = multiplyAdd(q, s, constant(tanhQ2));
  q = multiplyAdd(q, s, constant(tanhQ0));
  const y = f32x4.div(f32x4.mul(clamped, p), q);
  return atEnds(x, y, constant(tanhEnd), constant(linearBelow), x);
}

/**
 * erf in four lanes: relative error below 6e-7. XLA's rational minimax approximation x · P(x²) / Q(x²); beyond ±3.92 the
 * result is ±1 in float32.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function errorFunction(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, constant(erfEnd)), f32x4.neg(constant(erfEnd)));
  const s = f32x4.mul(clamped, clamped);
  let p = multiplyAdd(constant(erfP12), s, constant(erfP10));
  p = multiplyAdd(p, s, constant(erfP8));
  p = multiplyAdd(p, s, constant(erfP6));
  p = multiplyAdd(p, s, constant(erfP4));
  p = multiplyAdd(p, s, constant(erfP2));
  p = multiplyAdd(p, s, constant(erfP0));
  let q = multiplyAdd(constant(erfQ8), s, constant(erfQ6));
  q = multiplyAdd(q, s, constant(erfQ4));
  q = multiplyAdd(q, s, constant(erfQ2));
  q = multiplyAdd(q, s, constant(erfQ0));
  const y = f32x4.div(f32x4.mul(clamped, p), q);
  return atEnds(x, y, constant(erfEnd), constant(linearBelow), f32x4.mul(x, constant(erfSlope)));
}

/** 1 / (1 + e⁻ˣ) in four lanes: relative error below 5e-7, 0 where the result would be subnormal. From
 * e⁻|ˣ| on both sides. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function logistic(x: v128): v128 {
  const e = decay(f32x4.neg(f32x4.abs(x)));
  const numerator = choose(f32x4.lt(x, splat(0)), e, constant(one));
  return f32x4.div(numerator, f32x4.add(e, constant(one)));
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

export function placeSaturating(): void {
  put(linearBelow, 4e-4);
  put(tanhEnd, 7.9988);
  put(erfEnd, 3.92);
  put(erfSlope, 1.12837916709551257);
  put(tanhP12, -2.76076847742355e-16);
  put(tanhP10, 2.00018790482477e-13);
  put(tanhP8, -8.60467152213735e-11);
  put(tanhP6, 5.12229709037114e-8);
  put(tanhP4, 1.48572235717979e-5);
  put(tanhP2, 6.37261928875436e-4);
  put(tanhP0, 4.89352455891786e-3);
  put(tanhQ6, 1.19825839466702e-6);
  put(tanhQ4, 1.18534705686654e-4);
  put(tanhQ2, 2.26843463243900e-3);
  put(tanhQ0, 4.89352518554385e-3);
  put(erfP12, -2.72614225801306e-10);
  put(erfP10, 2.77068142495902e-8);
  put(erfP8, -2.10102402082508e-6);
  put(erfP6, -5.69250639462346e-5);
  put(erfP4, -7.34990630326855e-4);
  put(erfP2, -2.95459980854025e-3);
  put(erfP0, -1.60960333262415e-2);
  put(erfQ8, -1.45660718464996e-5);
  put(erfQ6, -2.13374055278905e-4);
  put(erfQ4, -1.68282697438203e-3);
  put(erfQ2, -7.37332916720468e-3);
  put(erfQ0, -1.42647390514189e-2);
}
