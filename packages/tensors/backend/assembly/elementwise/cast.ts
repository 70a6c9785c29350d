import { storePair } from "../storePair";

// Conversions of `length` numbers between float32, int32 and bool (one byte, 0 or 1).

export function integersToFloats(x: usize, out: usize, length: i32): void {
  const end = out + (<usize>(length & ~3) << 2);
  const last = out + (<usize>length << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, f32x4.convert_i32x4_s(v128.load(x)));
  for (; out < last; out += 4, x += 4) store<f32>(out, <f32>load<i32>(x));
}

/** Towards zero, NaN to 0. Returns 1 if a number does not fit into int32, else 0. */
export function floatsToIntegers(x: usize, out: usize, length: i32): i32 {
  const end = out + (<usize>(length & ~3) << 2);
  const last = out + (<usize>length << 2);
  let beyond = i32x4.splat(0);
  for (; out < end; out += 16, x += 16) {
    const numbers = v128.load(x);
    beyond = v128.or(beyond, f32x4.ge(f32x4.abs(numbers), f32x4.splat(2147483648)));
    v128.store(out, i32x4.trunc_sat_f32x4_s(numbers));
  }
  let isBeyond = v128.any_true(beyond);
  for (; out < last; out += 4, x += 4) {
    const number = load<f32>(x);
    if (abs(number) >= 2147483648) isBeyond = true;
    else store<i32>(out, number == number ? <i32>number : 0);
  }
  return i32(isBeyond);
}

export function flagsToFloats(x: usize, out: usize, length: i32): void {
  let count = length;
  for (; count >= 8; count -= 8, x += 8, out += 32) {
    const eight = v128.load8x8_u(x);
    const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(eight));
    const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(eight));
    storePair(out, low, high);
  }
  for (; count > 0; count--, x++, out += 4) store<f32>(out, <f32>load<u8>(x));
}

export function flagsToIntegers(x: usize, out: usize, length: i32): void {
  let count = length;
  for (; count >= 8; count -= 8, x += 8, out += 32) {
    const eight = v128.load8x8_u(x);
    storePair(out, i32x4.extend_low_i16x8_u(eight), i32x4.extend_high_i16x8_u(eight));
  }
  for (; count > 0; count--, x++, out += 4) store<i32>(out, <i32>load<u8>(x));
}
