import { constant, one } from "./laneConstants";
import { choose, loadLanes, splat, storeLanes } from "./lanes";
import { largestAngle, sine } from "./trigonometric";

/** out[i] = x[i] where not negative, else slope · x[i]. */
export function leakyRelu(x: usize, out: usize, length: i32, slope: f32): void {
  const end = out + (<usize>(length & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, leaky(v128.load(x), slope));
  const rest = length & 3;
  if (rest != 0) storeLanes(out, leaky(loadLanes(x, rest), slope), rest);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function leaky(x: v128, slope: f32): v128 {
  return choose(f32x4.lt(x, splat(0)), f32x4.mul(x, splat(slope)), x);
}

/** out[i] = 1 where x[i] is positive, else `below`; NaN of NaN. */
export function step(x: usize, out: usize, length: i32, below: f32): void {
  const end = out + (<usize>(length & ~3) << 2);
  const otherwise = splat(below);
  for (; out < end; out += 16, x += 16) v128.store(out, stepped(v128.load(x), otherwise));
  const rest = length & 3;
  if (rest != 0) storeLanes(out, stepped(loadLanes(x, rest), otherwise), rest);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function stepped(x: v128, otherwise: v128): v128 {
  const y = choose(f32x4.gt(x, splat(0)), constant(one), otherwise);
  // All bits set are a NaN.
  return v128.or(y, f32x4.ne(x, x));
}

/** sin (turns = 0) or cos (turns = 1) of every number; returns 1 if some finite one is too large for it, else 0. */
export function sineOrCosine(x: usize, out: usize, length: i32, turns: i32): i32 {
  const end = out + (<usize>(length & ~3) << 2);
  let beyond = splat(0);
  for (; out < end; out += 16, x += 16) {
    const angles = v128.load(x);
    beyond = v128.or(beyond, tooLarge(angles));
    v128.store(out, sine(angles, turns));
  }
  const rest = length & 3;
  if (rest != 0) {
    const angles = loadLanes(x, rest);
    beyond = v128.or(beyond, tooLarge(angles));
    storeLanes(out, sine(angles, turns), rest);
  }
  return i32(v128.any_true(beyond));
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function tooLarge(x: v128): v128 {
  const size = f32x4.abs(x);
  return v128.and(f32x4.gt(size, splat(largestAngle)), f32x4.lt(size, splat(Infinity)));
}
