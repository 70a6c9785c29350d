import { broadcast } from "./broadcast";

// Functions of two int32 tensors with broadcasting; the arguments are those of `broadcast`.

@unmanaged
class AddIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.add(x, y);
  }
}

export function addIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<AddIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class SubtractIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.sub(x, y);
  }
}

export function subtractIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<SubtractIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class MultiplyIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.mul(x, y);
  }
}

export function multiplyIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<MultiplyIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class MaximumIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.max_s(x, y);
  }
}

export function maximumIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<MaximumIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class MinimumIntegers {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return i32x4.min_s(x, y);
  }
}

export function minimumIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<MinimumIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class FloorDivideIntegers {
  /** By float32 numbers, as tfjs does: exact up to 2²⁴. */
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    const quotients = f32x4.div(f32x4.convert_i32x4_s(x), f32x4.convert_i32x4_s(y));
    return i32x4.trunc_sat_f32x4_s(f32x4.floor(quotients));
  }
}

export function floorDivideIntegers(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<FloorDivideIntegers>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}
