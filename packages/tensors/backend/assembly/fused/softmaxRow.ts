import { decay } from "../elementwise/exponential";
import { splat, storeLanes } from "../elementwise/lanes";
import { storePair } from "../storePair";
import { bytes, loadLanesOr, maximumOfLanes, sumOfLanes } from "./lanes";

/** The largest of x[0 … count − 1]; −∞ for none. NaN is passed over: it comes out in the exponentials and their sum. */
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

/** out = e^((x − largest) · scale) with scale > 0; returns the sum. x and out may be the same memory. */
export function exponentials(x: usize, out: usize, count: i32, largest: f32, scale: f32): f32 {
  const whole = bytes(count & ~3);
  const rest = count & 3;
  const shift = splat(largest);
  const factor = splat(scale);
  let total = splat(0);
  let at: usize = 0;
  for (; at < bytes(count & ~7); at += 32) {
    const x0 = v128.load(x + at);
    const x1 = v128.load(x + at, 16);
    const e0 = decay(f32x4.mul(f32x4.sub(x0, shift), factor));
    const e1 = decay(f32x4.mul(f32x4.sub(x1, shift), factor));
    storePair(out + at, e0, e1);
    total = f32x4.add(f32x4.add(total, e0), e1);
  }
  if (at < whole) {
    const e = decay(f32x4.mul(f32x4.sub(v128.load(x + at), shift), factor));
    v128.store(out + at, e);
    total = f32x4.add(total, e);
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
export function scaleRow(x: usize, count: i32, factor: f32): void {
  const whole = bytes(count & ~3);
  const many = splat(factor);
  for (let at: usize = 0; at < whole; at += 16) v128.store(x + at, f32x4.mul(v128.load(x + at), many));
  for (let at = whole; at < bytes(count); at += 4) store<f32>(x + at, load<f32>(x + at) * factor);
}
