import { multiplyAdd } from "../multiplyAdd";

/** Copies one leaf to its place in a flat tree, or from there. Addresses and length in bytes. */
export function copy(from: usize, to: usize, length: i32): void {
  memory.copy(to, from, length);
}

/** out = a·x + b·y, number by number: b·y is rounded first, then added to in one rounding where the build fuses. */
export function combine(x: usize, y: usize, out: usize, length: i32, a: f32, b: f32): void {
  const end = out + (<usize>length << 2);
  const first = f32x4.splat(a);
  const second = f32x4.splat(b);
  for (; out + 16 <= end; out += 16, x += 16, y += 16) {
    v128.store(out, multiplyAdd(v128.load(x), first, f32x4.mul(v128.load(y), second)));
  }
  for (; out < end; out += 4, x += 4, y += 4) {
    const four = multiplyAdd(v128.load32_zero(x), first, f32x4.mul(v128.load32_zero(y), second));
    v128.store32_lane(out, four, 0);
  }
}

/** out = x + b·y, number by number. */
export function addScaled(x: usize, y: usize, out: usize, length: i32, b: f32): void {
  const end = out + (<usize>length << 2);
  const factor = f32x4.splat(b);
  for (; out + 16 <= end; out += 16, x += 16, y += 16) {
    v128.store(out, multiplyAdd(v128.load(y), factor, v128.load(x)));
  }
  for (; out < end; out += 4, x += 4, y += 4) {
    v128.store32_lane(out, multiplyAdd(v128.load32_zero(y), factor, v128.load32_zero(x)), 0);
  }
}
