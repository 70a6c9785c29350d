import { storePair } from "../storePair";
import { decay } from "./exponential";
import { loadLanes, splat, storeLanes } from "./lanes";
import { sumOfLanes } from "./sum";

/** out[r, i] = e^(x[r, i] − m) / Σ e^(x[r, j] − m) with m the row's largest number, for rows of `length` numbers. */
export function softmax(x: usize, out: usize, rows: i32, length: i32): void {
  const width = <usize>length << 2;
  for (let row = 0; row < rows; row++, x += width, out += width) softmaxRow(x, out, length);
}

function softmaxRow(x: usize, out: usize, length: i32): void {
  const whole = <usize>(length & ~3) << 2;
  const rest = length & 3;
  // pmax passes over NaN, which reaches every result through the sum.
  let largest = splat(-Infinity), second = largest, third = largest, fourth = largest;
  let start: usize = 0;
  for (; start + 64 <= whole; start += 64) {
    largest = f32x4.pmax(largest, v128.load(x + start));
    second = f32x4.pmax(second, v128.load(x + start, 16));
    third = f32x4.pmax(third, v128.load(x + start, 32));
    fourth = f32x4.pmax(fourth, v128.load(x + start, 48));
  }
  largest = f32x4.pmax(f32x4.pmax(largest, second), f32x4.pmax(third, fourth));
  for (let at = start; at < whole; at += 16) largest = f32x4.pmax(largest, v128.load(x + at));
  for (let at: usize = whole; at < <usize>length << 2; at += 4) {
    largest = f32x4.pmax(largest, v128.load32_splat(x + at));
  }
  largest = f32x4.pmax(largest, i64x2.shuffle(largest, largest, 1, 0));
  largest = f32x4.pmax(largest, i32x4.shuffle(largest, largest, 1, 0, 3, 2));
  let sums = splat(0);
  let at: usize = 0;
  for (; at < <usize>(length & ~7) << 2; at += 32) {
    const x0 = v128.load(x + at);
    const x1 = v128.load(x + at, 16);
    const e0 = decay(f32x4.sub(x0, largest));
    const e1 = decay(f32x4.sub(x1, largest));
    storePair(out + at, e0, e1);
    sums = f32x4.add(f32x4.add(sums, e0), e1);
  }
  if (at < whole) {
    const e = decay(f32x4.sub(v128.load(x + at), largest));
    v128.store(out + at, e);
    sums = f32x4.add(sums, e);
  }
  if (rest != 0) {
    storeLanes(out + whole, decay(f32x4.sub(loadLanes(x + whole, rest), largest)), rest);
    sums = f32x4.add(sums, loadLanes(out + whole, rest));
  }
  const scale = f32x4.splat(<f32>(1 / sumOfLanes(sums)));
  for (let at: usize = 0; at < whole; at += 16) v128.store(out + at, f32x4.mul(v128.load(out + at), scale));
  if (rest != 0) storeLanes(out + whole, f32x4.mul(loadLanes(out + whole, rest), scale), rest);
}
