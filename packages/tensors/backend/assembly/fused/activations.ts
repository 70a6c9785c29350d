import { half, one } from "../elementwise/laneConstants";
import { decay } from "../elementwise/exponential";
import { loadLanes, storeLanes } from "../elementwise/lanes";
import { errorFunction, logistic } from "../elementwise/saturating";
import { multiplyAdd } from "../multiplyAdd";
import { bytes } from "./lanes";

/** Which function: x · Φ(x), x · σ(2 · √(2/π) · (x + 0.044715 x³)) or x · σ(x). */
export const exactGelu: i32 = 0;
export const tanhGelu: i32 = 1;

// Variables, since V8 builds constants of four lanes anew at every use (elementwise/constants.ts).
let minusHalf: v128 = f32x4.splat(-0.5);
let inverseRootTwo: v128 = f32x4.splat(0.7071067811865476);
let inverseRootTwoPi: v128 = f32x4.splat(0.3989422804014327);
let twiceRootTwoOverPi: v128 = f32x4.splat(1.5957691216057308);
let cubic: v128 = f32x4.splat(0.044715);
let threeCubic: v128 = f32x4.splat(0.134145);

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function normalDistribution(x: v128): v128 {
  return multiplyAdd(errorFunction(f32x4.mul(x, inverseRootTwo)), half, half);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function gateArgument(x: v128): v128 {
  const factor = multiplyAdd(f32x4.mul(x, x), cubic, one);
  return f32x4.mul(f32x4.mul(x, twiceRootTwoOverPi), factor);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function value(form: i32, x: v128): v128 {
  if (form == exactGelu) return f32x4.mul(x, normalDistribution(x));
  return f32x4.mul(x, logistic(form == tanhGelu ? gateArgument(x) : x));
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function slope(form: i32, x: v128): v128 {
  if (form == exactGelu) {
    const density = decay(f32x4.mul(f32x4.mul(x, x), minusHalf));
    return multiplyAdd(f32x4.mul(x, inverseRootTwoPi), density, normalDistribution(x));
  }
  const gate = logistic(form == tanhGelu ? gateArgument(x) : x);
  let steepness = one;
  if (form == tanhGelu) {
    const inner = multiplyAdd(f32x4.mul(x, x), threeCubic, one);
    steepness = f32x4.mul(inner, twiceRootTwoOverPi);
  }
  // σ'(u) = σ(u) · (1 − σ(u))
  const ofGate = f32x4.mul(f32x4.mul(gate, f32x4.sub(one, gate)), steepness);
  return multiplyAdd(x, ofGate, gate);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function map(form: i32, x: usize, out: usize, length: i32): void {
  const end = out + bytes(length & ~3);
  for (; out < end; out += 16, x += 16) v128.store(out, value(form, v128.load(x)));
  const rest = length & 3;
  if (rest != 0) storeLanes(out, value(form, loadLanes(x, rest)), rest);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function mapGrad(form: i32, x: usize, dy: usize, out: usize, length: i32): void {
  const end = out + bytes(length & ~3);
  for (; out < end; out += 16, x += 16, dy += 16)
    v128.store(out, f32x4.mul(slope(form, v128.load(x)), v128.load(dy)));
  const rest = length & 3;
  if (rest != 0) storeLanes(out, f32x4.mul(slope(form, loadLanes(x, rest)), loadLanes(dy, rest)), rest);
}

/** Gaussian and sigmoid gated linear units (arXiv 1606.08415) by `form`: 0 exact, 1 with tanh, 2 SiLU. */
export function gatedUnit(form: i32, x: usize, out: usize, length: i32): void {
  if (form == exactGelu) map(exactGelu, x, out, length);
  else if (form == tanhGelu) map(tanhGelu, x, out, length);
  else map(2, x, out, length);
}

/** Their slopes times dy. */
export function gatedUnitGrad(form: i32, x: usize, dy: usize, out: usize, length: i32): void {
  if (form == exactGelu) mapGrad(exactGelu, x, dy, out, length);
  else if (form == tanhGelu) mapGrad(tanhGelu, x, dy, out, length);
  else mapGrad(2, x, dy, out, length);
}
