import { multiplyAdd } from "../multiplyAdd";
import { exponential, exponentialMinusOne } from "./exponential";
import { choose, splat } from "./lanes";
import { logarithmOnePlus } from "./logarithm";


/** ±1 beyond `large`, `linear` below `small` (it keeps subnormal numbers and −0), else y. NaN compares false and stays in y. */
// @ts-ignore: decorator
@inline
function atEnds(x: v128, y: v128, large: v128, small: v128, linear: v128): v128 {
  const magnitude = f32x4.abs(x);
  const one = v128.bitselect(x, splat(1), i32x4.splat(0x80000000));
  return choose(f32x4.lt(magnitude, small), linear, choose(f32x4.gt(magnitude, large), one, y));
}

/**
 * tanh in four lanes: relative error below 6e-7. Eigen's rational minimax approximation x · P(x²) / Q(x²) (degrees 13 and 6);
 * beyond ±7.99 the result is ±1 in float32.
 */
// @ts-ignore: decorator
@inline
export function hyperbolicTangent(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, splat(7.99881172180175781)), splat(-7.99881172180175781));
  const s = f32x4.mul(clamped, clamped);
  let p = multiplyAdd(splat(-2.76076847742355e-16), s, splat(2.00018790482477e-13));
  p = multiplyAdd(p, s, splat(-8.60467152213735e-11));
  p = multiplyAdd(p, s, splat(5.12229709037114e-8));
  p = multiplyAdd(p, s, splat(1.48572235717979e-5));
  p = multiplyAdd(p, s, splat(6.37261928875436e-4));
  p = multiplyAdd(p, s, splat(4.89352455891786e-3));
  let q = multiplyAdd(splat(1.19825839466702e-6), s, splat(1.18534705686654e-4));
  q = multiplyAdd(q, s, splat(2.26843463243900e-3));
  q = multiplyAdd(q, s, splat(4.89352518554385e-3));
  const y = f32x4.div(f32x4.mul(clamped, p), q);
  return atEnds(x, y, splat(7.9988), splat(4e-4), x);
}

/**
 * erf in four lanes: relative error below 6e-7. XLA's rational minimax approximation x · P(x²) / Q(x²); beyond ±3.92 the
 * result is ±1 in float32.
 */
// @ts-ignore: decorator
@inline
export function errorFunction(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, splat(3.925)), splat(-3.925));
  const s = f32x4.mul(clamped, clamped);
  let p = multiplyAdd(splat(-2.72614225801306e-10), s, splat(2.77068142495902e-8));
  p = multiplyAdd(p, s, splat(-2.10102402082508e-6));
  p = multiplyAdd(p, s, splat(-5.69250639462346e-5));
  p = multiplyAdd(p, s, splat(-7.34990630326855e-4));
  p = multiplyAdd(p, s, splat(-2.95459980854025e-3));
  p = multiplyAdd(p, s, splat(-1.60960333262415e-2));
  let q = multiplyAdd(splat(-1.45660718464996e-5), s, splat(-2.13374055278905e-4));
  q = multiplyAdd(q, s, splat(-1.68282697438203e-3));
  q = multiplyAdd(q, s, splat(-7.37332916720468e-3));
  q = multiplyAdd(q, s, splat(-1.42647390514189e-2));
  const y = f32x4.div(f32x4.mul(clamped, p), q);
  return atEnds(x, y, splat(3.92), splat(4e-4), f32x4.mul(x, splat(1.12837916709551257)));
}

/** 1 / (1 + e⁻ˣ) in four lanes: relative error below 5e-7 wherever the result is normal, from e⁻|ˣ| on both sides. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  const e = exponential(f32x4.neg(f32x4.abs(x)));
  const numerator = choose(f32x4.lt(x, splat(0)), e, splat(1));
  return f32x4.div(numerator, f32x4.add(e, splat(1)));
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e⁻|ˣ|) in four lanes: relative error below 5e-7 wherever the result is normal. */
// @ts-ignore: decorator
@inline
export function softPlus(x: v128): v128 {
  const e = exponential(f32x4.neg(f32x4.abs(x)));
  return f32x4.add(choose(f32x4.lt(x, splat(0)), splat(0), x), logarithmOnePlus(e));
}

/** x where positive, else eˣ − 1. */
// @ts-ignore: decorator
@inline
export function exponentialUnit(x: v128): v128 {
  return choose(f32x4.gt(x, splat(0)), x, exponentialMinusOne(x));
}
