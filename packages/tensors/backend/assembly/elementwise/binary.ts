import { broadcast } from "./broadcast";
import { choose, splat } from "./lanes";

// Functions of two float32 tensors with broadcasting; the arguments are those of `broadcast`.

@unmanaged
class Add {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.add(x, y);
  }
}

export function add(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<Add>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Subtract {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.sub(x, y);
  }
}

export function subtract(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<Subtract>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Multiply {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.mul(x, y);
  }
}

export function multiply(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<Multiply>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Divide {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.div(x, y);
  }
}

export function divide(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<Divide>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Maximum {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.max(x, y);
  }
}

/** NaN where either is. */
export function maximum(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<Maximum>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Minimum {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.min(x, y);
  }
}

/** NaN where either is. */
export function minimum(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<Minimum>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class SquaredDifference {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.mul(f32x4.sub(x, y), f32x4.sub(x, y));
  }
}

export function squaredDifference(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<SquaredDifference>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class FloorDivide {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return f32x4.floor(f32x4.div(x, y));
  }
}

export function floorDivide(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<FloorDivide>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class Prelu {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return choose(f32x4.lt(x, splat(0)), f32x4.mul(x, y), x);
  }
}

/** x where not negative, else x · y. */
export function prelu(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<Prelu>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}

@unmanaged
class EluGradient {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128, y: v128): v128 {
    return choose(f32x4.ge(y, splat(0)), x, f32x4.mul(x, f32x4.add(y, splat(1))));
  }
}

/** The gradient x of elu's result y: x where y is not negative, else x · (y + 1). */
export function eluGradient(
  a: usize, b: usize, out: usize, n0: i32, n1: i32, n2: i32, length: i32,
  a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32,
): void {
  broadcast<EluGradient>(a, b, out, n0, n1, n2, length, a0, a1, a2, a3, b0, b1, b2, b3);
}
