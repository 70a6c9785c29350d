import { loadLanes } from "./lanes";

/**
 * As `broadcast`, for an operation whose four lanes are masks: out gets one byte for each number, 0 or 1.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function broadcastFlags<Operation>(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  for (let i0 = 0; i0 < n0; i0++) {
    for (let i1 = 0; i1 < n1; i1++) {
      let left = a + (<usize>(i0 * a0 + i1 * a1) << 2);
      let right = b + (<usize>(i0 * b0 + i1 * b1) << 2);
      for (let i2 = 0; i2 < n2; i2++) {
        run<Operation>(left, right, out, length, a3, b3);
        left += <usize>a2 << 2;
        right += <usize>b2 << 2;
        out += <usize>length;
      }
    }
  }
}

function run<Operation>(a: usize, b: usize, out: usize, length: i32, a3: i32, b3: i32): void {
  const operation = changetype<Operation>(0);
  const left = v128.load32_splat(a);
  const right = v128.load32_splat(b);
  let count = length;
  for (; count >= 16; count -= 16, out += 16, a += <usize>a3 << 6, b += <usize>b3 << 6) {
    let m0: v128, m1: v128, m2: v128, m3: v128;
    if (b3 == 0) {
      m0 = operation.apply(v128.load(a), right);
      m1 = operation.apply(v128.load(a, 16), right);
      m2 = operation.apply(v128.load(a, 32), right);
      m3 = operation.apply(v128.load(a, 48), right);
    } else if (a3 == 0) {
      m0 = operation.apply(left, v128.load(b));
      m1 = operation.apply(left, v128.load(b, 16));
      m2 = operation.apply(left, v128.load(b, 32));
      m3 = operation.apply(left, v128.load(b, 48));
    } else {
      m0 = operation.apply(v128.load(a), v128.load(b));
      m1 = operation.apply(v128.load(a, 16), v128.load(b, 16));
      m2 = operation.apply(v128.load(a, 32), v128.load(b, 32));
      m3 = operation.apply(v128.load(a, 48), v128.load(b, 48));
    }
    const low = i16x8.narrow_i32x4_s(m0, m1);
    const high = i16x8.narrow_i32x4_s(m2, m3);
    v128.store(out, v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1)));
  }
  for (; count > 0; count -= 4, out += 4, a += <usize>a3 << 4, b += <usize>b3 << 4) {
    const lanes = min(count, 4);
    const x = a3 == 0 ? left : lanes == 4 ? v128.load(a) : loadLanes(a, lanes);
    const y = b3 == 0 ? right : lanes == 4 ? v128.load(b) : loadLanes(b, lanes);
    const flags = i32x4.bitmask(operation.apply(x, y));
    for (let lane = 0; lane < lanes; lane++) store<u8>(out + lane, <u8>((flags >> lane) & 1));
  }
}
