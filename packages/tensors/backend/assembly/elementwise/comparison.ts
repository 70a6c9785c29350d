import { broadcastFlags } from "./broadcastFlags";

// Comparisons of two float32 tensors with broadcasting; the arguments are those of `broadcastFlags`.

@unmanaged
class Greater {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.gt(x, y);
  }
}

export function greater(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<Greater>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class GreaterEqual {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.ge(x, y);
  }
}

export function greaterEqual(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<GreaterEqual>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Less {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.lt(x, y);
  }
}

export function less(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<Less>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class LessEqual {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.le(x, y);
  }
}

export function lessEqual(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<LessEqual>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Equal {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.eq(x, y);
  }
}

export function equal(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<Equal>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class NotEqual {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.ne(x, y);
  }
}

export function notEqual(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcastFlags<NotEqual>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}
