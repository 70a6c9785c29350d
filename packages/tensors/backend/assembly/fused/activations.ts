import { constant, half, one, put } from "../elementwise/laneConstants";
import { decay } from "../elementwise/exponential";
import { loadLanes, storeLanes } from "../elementwise/lanes";
import { mapLanes } from "../elementwise/mapLanes";
import { errorFunction, logistic } from "../elementwise/saturating";
import { multiplyAdd } from "../multiplyAdd";
import { storePair } from "../storePair";
import { bytes } from "./lanes";

/** Which function: x · Φ(x), x · σ(2 · √(2/π) · (x + 0.044715 x³)) or x · σ(x). */
export const exactGelu: i32 = 0;
export const tanhGelu: i32 = 1;

const minusHalf: i32 = 46;
const inverseRootTwo: i32 = 47;
const inverseRootTwoPi: i32 = 48;
const twiceRootTwoOverPi: i32 = 49;
const cubic: i32 = 50;
const threeCubic: i32 = 51;

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function normalDistribution(x: v128): v128 {
  return multiplyAdd(errorFunction(f32x4.mul(x, constant(inverseRootTwo))), constant(half), constant(half));
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function gateArgument(x: v128): v128 {
  const factor = multiplyAdd(f32x4.mul(x, x), constant(cubic), constant(one));
  return f32x4.mul(f32x4.mul(x, constant(twiceRootTwoOverPi)), factor);
}

/** x · Φ(x) */
@unmanaged
class ExactGelu {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(x, normalDistribution(x));
  }

  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  slope(x: v128): v128 {
    const density = decay(f32x4.mul(f32x4.mul(x, x), constant(minusHalf)));
    return multiplyAdd(f32x4.mul(x, constant(inverseRootTwoPi)), density, normalDistribution(x));
  }
}

/** x · σ(2 · √(2/π) · (x + 0.044715 x³)) */
@unmanaged
class TanhGelu {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(x, logistic(gateArgument(x)));
  }

  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  slope(x: v128): v128 {
    const inner = multiplyAdd(f32x4.mul(x, x), constant(threeCubic), constant(one));
    return slopeOfGate(x, logistic(gateArgument(x)), f32x4.mul(inner, constant(twiceRootTwoOverPi)));
  }
}

/** x · σ(x) */
@unmanaged
class Silu {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(x, logistic(x));
  }

  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  slope(x: v128): v128 {
    return slopeOfGate(x, logistic(x), constant(one));
  }
}

/** Of x · σ(u), with σ'(u) = σ(u) · (1 − σ(u)) and u' = steepness. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function slopeOfGate(x: v128, gate: v128, steepness: v128): v128 {
  const ofGate = f32x4.mul(f32x4.mul(gate, f32x4.sub(constant(one), gate)), steepness);
  return multiplyAdd(x, ofGate, gate);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function mapGrad<Unit>(x: usize, dy: usize, out: usize, length: i32): void {
  const unit = changetype<Unit>(0);
  const pairsEnd = out + bytes(length & ~7);
  for (; out < pairsEnd; out += 32, x += 32, dy += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const dy0 = v128.load(dy);
    const dy1 = v128.load(dy, 16);
    const y0 = f32x4.mul(unit.slope(x0), dy0);
    const y1 = f32x4.mul(unit.slope(x1), dy1);
    storePair(out, y0, y1);
  }
  if ((length & 4) != 0) {
    v128.store(out, f32x4.mul(unit.slope(v128.load(x)), v128.load(dy)));
    out += 16;
    x += 16;
    dy += 16;
  }
  const rest = length & 3;
  if (rest != 0) storeLanes(out, f32x4.mul(unit.slope(loadLanes(x, rest)), loadLanes(dy, rest)), rest);
}

/** Gaussian and sigmoid gated linear units (arXiv 1606.08415) by `form`: 0 exact, 1 with tanh, 2 SiLU. */
export function gatedUnit(form: i32, x: usize, out: usize, length: i32): void {
  if (form == exactGelu) mapLanes<ExactGelu>(x, out, length);
  else if (form == tanhGelu) mapLanes<TanhGelu>(x, out, length);
  else mapLanes<Silu>(x, out, length);
}

/** Their slopes times dy. */
export function gatedUnitGrad(form: i32, x: usize, dy: usize, out: usize, length: i32): void {
  if (form == exactGelu) mapGrad<ExactGelu>(x, dy, out, length);
  else if (form == tanhGelu) mapGrad<TanhGelu>(x, dy, out, length);
  else mapGrad<Silu>(x, dy, out, length);
}

export function placeActivations(): void {
  put(minusHalf, -0.5);
  put(inverseRootTwo, 0.7071067811865476);
  put(inverseRootTwoPi, 0.3989422804014327);
  put(twiceRootTwoOverPi, 1.5957691216057308);
  put(cubic, 0.044715);
  put(threeCubic, 0.134145);
}
