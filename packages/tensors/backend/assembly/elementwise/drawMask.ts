import { storeTwoPairs } from "../storePair";
import { storeLanes } from "./lanes";

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** 0 where a number of 16 bits is below the least, else what is kept. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function keep(bits: v128, least: v128, kept: v128): v128 {
  return v128.and(v128.not(i32x4.gt_s(least, bits)), kept);
}

/** Up to four of four numbers, of which the first are to be written. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function storeSome(out: usize, numbers: v128, count: i32): void {
  if (count >= 4) v128.store(out, numbers);
  else if (count > 0) storeLanes(out, numbers, count);
}

/**
 * A mask of dropout: number i is 0 where 16 bits of a key's random words (base/random/threefry.ts with counters 0, 1, …) are below `threshold`, else
 * `kept`. Every counter gives two words, and a word two numbers, of its lower half first. Four counters go through the rounds side by side.
 */
export function drawMask(out: usize, length: i32, key0: i32, key1: i32, threshold: i32, kept: f32): void {
  const key2 = key0 ^ key1 ^ 0x1bd11bda;
  const least = i32x4.splat(threshold);
  const value = f32x4.splat(kept);
  let counters = i32x4(0, 1, 2, 3);
  for (; length > 0; length -= 16, out += 64, counters = i32x4.add(counters, i32x4.splat(4))) {
    let x = i32x4.add(counters, i32x4.splat(key0));
    let y = i32x4.splat(key1);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 13), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 15), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 26), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 6), x);
    x = i32x4.add(x, i32x4.splat(key1));
    y = i32x4.add(y, i32x4.splat(key2 + 1));
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 17), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 29), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 16), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 24), x);
    x = i32x4.add(x, i32x4.splat(key2));
    y = i32x4.add(y, i32x4.splat(key0 + 2));
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 13), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 15), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 26), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 6), x);
    x = i32x4.add(x, i32x4.splat(key0));
    y = i32x4.add(y, i32x4.splat(key1 + 3));
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 17), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 29), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 16), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 24), x);
    x = i32x4.add(x, i32x4.splat(key1));
    y = i32x4.add(y, i32x4.splat(key2 + 4));
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 13), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 15), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 26), x);
    x = i32x4.add(x, y);
    y = v128.xor(rotate(y, 6), x);
    x = i32x4.add(x, i32x4.splat(key2));
    y = i32x4.add(y, i32x4.splat(key0 + 5));
    const first = v128.shuffle<i32>(x, y, 0, 4, 1, 5);
    const second = v128.shuffle<i32>(x, y, 2, 6, 3, 7);
    const m0 = keep(i32x4.extend_low_i16x8_u(first), least, value);
    const m1 = keep(i32x4.extend_high_i16x8_u(first), least, value);
    const m2 = keep(i32x4.extend_low_i16x8_u(second), least, value);
    const m3 = keep(i32x4.extend_high_i16x8_u(second), least, value);
    if (length >= 16) storeTwoPairs(out, m0, m1, m2, m3);
    else {
      storeSome(out, m0, length);
      storeSome(out + 16, m1, length - 4);
      storeSome(out + 32, m2, length - 8);
      storeSome(out + 48, m3, length - 12);
    }
  }
}
