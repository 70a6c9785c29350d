import { storeTwoPairs } from "../storePair";
import { loadLanes, storeLanes } from "./lanes";

/**
 * out = operation(a, b) over a result of n0 × n1 × n2 × length numbers of 4 bytes each. Along each axis an operand moves on by its own
 * step, in numbers: 0 where it is repeated; along the last axis by 0 or 1. `Operation` is a class without fields with
 * `apply(x: v128, y: v128): v128`.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function broadcast<Operation>(
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
        out += <usize>length << 2;
      }
    }
  }
}

function run<Operation>(a: usize, b: usize, out: usize, length: i32, a3: i32, b3: i32): void {
  const operation = changetype<Operation>(0);
  const longEnd = out + (<usize>(length & ~15) << 2);
  const end = out + (<usize>(length & ~3) << 2);
  const rest = length & 3;
  if (b3 == 0) {
    const right = v128.load32_splat(b);
    for (; out < longEnd; out += 64, a += 64) {
      storeTwoPairs(
        out,
        operation.apply(v128.load(a), right),
        operation.apply(v128.load(a, 16), right),
        operation.apply(v128.load(a, 32), right),
        operation.apply(v128.load(a, 48), right),
      );
    }
    for (; out < end; out += 16, a += 16) v128.store(out, operation.apply(v128.load(a), right));
    if (rest != 0) storeLanes(out, operation.apply(loadLanes(a, rest), right), rest);
  } else if (a3 == 0) {
    const left = v128.load32_splat(a);
    for (; out < longEnd; out += 64, b += 64) {
      storeTwoPairs(
        out,
        operation.apply(left, v128.load(b)),
        operation.apply(left, v128.load(b, 16)),
        operation.apply(left, v128.load(b, 32)),
        operation.apply(left, v128.load(b, 48)),
      );
    }
    for (; out < end; out += 16, b += 16) v128.store(out, operation.apply(left, v128.load(b)));
    if (rest != 0) storeLanes(out, operation.apply(left, loadLanes(b, rest)), rest);
  } else {
    for (; out < longEnd; out += 64, a += 64, b += 64) {
      storeTwoPairs(
        out,
        operation.apply(v128.load(a), v128.load(b)),
        operation.apply(v128.load(a, 16), v128.load(b, 16)),
        operation.apply(v128.load(a, 32), v128.load(b, 32)),
        operation.apply(v128.load(a, 48), v128.load(b, 48)),
      );
    }
    for (; out < end; out += 16, a += 16, b += 16) {
      v128.store(out, operation.apply(v128.load(a), v128.load(b)));
    }
    if (rest != 0) storeLanes(out, operation.apply(loadLanes(a, rest), loadLanes(b, rest)), rest);
  }
}
