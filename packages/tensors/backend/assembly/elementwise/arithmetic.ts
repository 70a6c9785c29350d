import { constant, one, signBits } from "./laneConstants";
import { splat } from "./lanes";
import { mapCheapLanes } from "./mapLanes";

// Functions of one float32 tensor: addresses in bytes, `length` in numbers; x and out may be the same memory.

let six: v128 = f32x4.splat(6);

@unmanaged
class Relu {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.pmax(x, splat(0));
  }
}

export function relu(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Relu>(x, out, length);
}

@unmanaged
class Relu6 {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.pmin(f32x4.pmax(x, splat(0)), six);
  }
}

export function relu6(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Relu6>(x, out, length);
}

@unmanaged
class Negate {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return v128.xor(x, constant(signBits));
  }
}

export function negate(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Negate>(x, out, length);
}

@unmanaged
class Absolute {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return v128.andnot(x, constant(signBits));
  }
}

export function absolute(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Absolute>(x, out, length);
}

@unmanaged
class Square {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(x, x);
  }
}

export function square(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Square>(x, out, length);
}

@unmanaged
class Cube {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.mul(f32x4.mul(x, x), x);
  }
}

export function cube(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Cube>(x, out, length);
}

@unmanaged
class Sqrt {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.sqrt(x);
  }
}

export function sqrt(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Sqrt>(x, out, length);
}

@unmanaged
class Rsqrt {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.div(constant(one), f32x4.sqrt(x));
  }
}

export function rsqrt(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Rsqrt>(x, out, length);
}

@unmanaged
class Reciprocal {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.div(constant(one), x);
  }
}

export function reciprocal(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Reciprocal>(x, out, length);
}

@unmanaged
class Floor {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.floor(x);
  }
}

export function floor(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Floor>(x, out, length);
}

@unmanaged
class Ceil {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.ceil(x);
  }
}

export function ceil(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Ceil>(x, out, length);
}

@unmanaged
class Round {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return f32x4.nearest(x);
  }
}

export function round(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Round>(x, out, length);
}

@unmanaged
class Sign {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    const number = v128.or(
      v128.and(f32x4.gt(x, splat(0)), constant(one)),
      v128.and(f32x4.lt(x, splat(0)), f32x4.neg(constant(one))),
    );
    // All bits set are a NaN.
    return v128.or(number, f32x4.ne(x, x));
  }
}

/** −1, 0 or 1; NaN of NaN. */
export function sign(x: usize, out: usize, length: i32): void {
  mapCheapLanes<Sign>(x, out, length);
}
