import { loadLanes, splat, storeLanes } from "../elementwise/lanes";
import { bytes } from "./lanes";

/**
 * Every segment of x [outer, length, heads, width] turned by its position's angles: pairs (i, i + width / 2) by `cosines` and
 * `sines` [length, width / 2]; `sign` −1 turns back.
 */
export function rotatePairs(
  x: usize,
  cosines: usize,
  sines: usize,
  out: usize,
  segments: i32,
  length: i32,
  heads: i32,
  width: i32,
  sign: f32,
): void {
  const half = width >> 1;
  const whole = bytes(half & ~3);
  const rest = half & 3;
  for (let segment = 0; segment < segments; segment++, x += bytes(width), out += bytes(width)) {
    const table = bytes((segment / heads) % length * half);
    for (let at: usize = 0; at < whole; at += 16) {
      const cosine = v128.load(cosines + table + at);
      const sine = f32x4.mul(v128.load(sines + table + at), splat(sign));
      const first = v128.load(x + at);
      const second = v128.load(x + at + bytes(half));
      v128.store(out + at, f32x4.sub(f32x4.mul(first, cosine), f32x4.mul(second, sine)));
      v128.store(out + at + bytes(half), f32x4.add(f32x4.mul(second, cosine), f32x4.mul(first, sine)));
    }
    if (rest == 0) continue;
    const cosine = loadLanes(cosines + table + whole, rest);
    const sine = f32x4.mul(loadLanes(sines + table + whole, rest), splat(sign));
    const first = loadLanes(x + whole, rest);
    const second = loadLanes(x + whole + bytes(half), rest);
    storeLanes(out + whole, f32x4.sub(f32x4.mul(first, cosine), f32x4.mul(second, sine)), rest);
    storeLanes(out + whole + bytes(half), f32x4.add(f32x4.mul(second, cosine), f32x4.mul(first, sine)), rest);
  }
}
