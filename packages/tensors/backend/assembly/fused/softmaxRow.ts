import { decay } from "../elementwise/exponential";
import { splat, storeLanes } from "../elementwise/lanes";
import { storePair } from "../storePair";
import { bytes, loadLanesOr, maximumOfLanes, sumOfLanes } from "./lanes";

/** The largest of x[0 … count − 1]; −∞ for none. NaN is passed over: it comes out in the exponentials and their sum. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function rowMaximum(x: usize, count: i32): f32 {
  const whole = bytes(count & ~3);
  const rest = count & 3;
  let largest = splat(-Infinity), second = largest, third = largest, fourth = largest;
  let at: usize = 0;
  for (; at + 64 <= whole; at += 64) {
    largest = f32x4.pmax(largest, v128.load(x + at));
    second = f32x4.pmax(second, v128.load(x + at, 16));
    third = f32x4.pmax(third, v128.load(x + at, 32));
    fourth = f32x4.pmax(fourth, v128.load(x + at, 48));
  }
  largest = f32x4.pmax(f32x4.pmax(largest, second), f32x4.pmax(third, fourth));
  for (; at < whole; at += 16) largest = f32x4.pmax(largest, v128.load(x + at));
  if (rest != 0) largest = f32x4.pmax(largest, loadLanesOr(x + whole, rest, splat(-Infinity)));
  return maximumOfLanes(largest);
}

/**
 * out = e^((x − largest) · scale) with scale > 0; returns the sum. x and out may be the same memory. Where Shifted is an integer, the sum of
 * x − largest goes to `shifted`.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function exponentials<Shifted>(x: usize, out: usize, count: i32, largest: f32, scale: f32, shifted: usize): f32 {
  const whole = bytes(count & ~3);
  const rest = count & 3;
  const shift = splat(largest);
  const factor = splat(scale);
  let total = splat(0);
  let sums = total;
  let at: usize = 0;
  for (; at < bytes(count & ~7); at += 32) {
    const x0 = f32x4.sub(v128.load(x + at), shift);
    const x1 = f32x4.sub(v128.load(x + at, 16), shift);
    const e0 = decay(f32x4.mul(x0, factor));
    const e1 = decay(f32x4.mul(x1, factor));
    storePair(out + at, e0, e1);
    total = f32x4.add(f32x4.add(total, e0), e1);
    if (isInteger<Shifted>()) sums = f32x4.add(f32x4.add(sums, x0), x1);
  }
  if (at < whole) {
    const x0 = f32x4.sub(v128.load(x + at), shift);
    const e = decay(f32x4.mul(x0, factor));
    v128.store(out + at, e);
    total = f32x4.add(total, e);
    if (isInteger<Shifted>()) sums = f32x4.add(sums, x0);
  }
  if (isInteger<Shifted>()) {
    let sum = sumOfLanes(sums);
    for (at = whole; at < bytes(count); at += 4) sum += load<f32>(x + at) - largest;
    store<f32>(shifted, sum);
  }
  if (rest != 0) {
    const last = f32x4.sub(loadLanesOr(x + whole, rest, splat(-Infinity)), shift);
    const e = decay(f32x4.mul(last, factor));
    storeLanes(out + whole, e, rest);
    total = f32x4.add(total, e);
  }
  return sumOfLanes(total);
}

/** x = x · factor. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function scaleRow(x: usize, count: i32, factor: f32): void {
  const many = splat(factor);
  let at: usize = 0;
  for (; at < bytes(count & ~7); at += 32) {
    const low = f32x4.mul(v128.load(x + at), many);
    const high = f32x4.mul(v128.load(x + at, 16), many);
    storePair(x + at, low, high);
  }
  if ((count & 4) != 0) {
    v128.store(x + at, f32x4.mul(v128.load(x + at), many));
    at += 16;
  }
  for (; at < bytes(count); at += 4) store<f32>(x + at, load<f32>(x + at) * factor);
}
