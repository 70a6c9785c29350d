import { broadcastFlags } from "./broadcastFlags";

// Comparisons of two int32 tensors with broadcasting; the arguments are those of `broadcastFlags`.

@unmanaged
class GreaterIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.gt_s(x, y);
  }
}

export function greaterIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<GreaterIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class GreaterEqualIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.ge_s(x, y);
  }
}

export function greaterEqualIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<GreaterEqualIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class LessIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.lt_s(x, y);
  }
}

export function lessIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<LessIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class LessEqualIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.le_s(x, y);
  }
}

export function lessEqualIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<LessEqualIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class EqualIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.eq(x, y);
  }
}

export function equalIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<EqualIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class NotEqualIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.ne(x, y);
  }
}

export function notEqualIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<NotEqualIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}
