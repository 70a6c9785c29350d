import { exponential, exponentialMinusOne } from "./exponential";
import { choose, splat } from "./lanes";
import { logarithm, logarithmOnePlus } from "./logarithm";
import { mapLanes } from "./mapLanes";
import { errorFunction, exponentialUnit, hyperbolicTangent, logistic, softPlus } from "./saturating";

// Functions of one float32 tensor: addresses in bytes, `length` in numbers; x and out may be the same memory.

@unmanaged
class Exp {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return exponential(x);
  }
}

export function exp(x: usize, out: usize, length: i32): void {
  mapLanes<Exp>(x, out, length);
}

@unmanaged
class Expm1 {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return exponentialMinusOne(x);
  }
}

export function expm1(x: usize, out: usize, length: i32): void {
  mapLanes<Expm1>(x, out, length);
}

@unmanaged
class Log {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return logarithm(x);
  }
}

export function log(x: usize, out: usize, length: i32): void {
  mapLanes<Log>(x, out, length);
}

@unmanaged
class Log1p {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return logarithmOnePlus(x);
  }
}

export function log1p(x: usize, out: usize, length: i32): void {
  mapLanes<Log1p>(x, out, length);
}

@unmanaged
class Tanh {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return hyperbolicTangent(x);
  }
}

export function tanh(x: usize, out: usize, length: i32): void {
  mapLanes<Tanh>(x, out, length);
}

@unmanaged
class Erf {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return errorFunction(x);
  }
}

export function erf(x: usize, out: usize, length: i32): void {
  mapLanes<Erf>(x, out, length);
}

@unmanaged
class Sigmoid {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return logistic(x);
  }
}

export function sigmoid(x: usize, out: usize, length: i32): void {
  mapLanes<Sigmoid>(x, out, length);
}

@unmanaged
class Softplus {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return softPlus(x);
  }
}

export function softplus(x: usize, out: usize, length: i32): void {
  mapLanes<Softplus>(x, out, length);
}

@unmanaged
class Elu {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return exponentialUnit(x);
  }
}

export function elu(x: usize, out: usize, length: i32): void {
  mapLanes<Elu>(x, out, length);
}

@unmanaged
class Selu {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return choose(
      f32x4.ge(x, splat(0)),
      f32x4.mul(x, splat(1.0507009873554804934193349852946)),
      f32x4.mul(exponentialMinusOne(x), splat(1.7580993408473768599402175208123)),
    );
  }
}

export function selu(x: usize, out: usize, length: i32): void {
  mapLanes<Selu>(x, out, length);
}
