import { choose, splat } from "./lanes";
import { mapLanes } from "./mapLanes";

// Powers by roots, with the edge cases of JavaScript's `**`.

/** The square root but where powers differ from it: +∞ of −∞, 0 of −0. */
@unmanaged
class PowerHalf {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return choose(
      f32x4.eq(x, splat(-Infinity)),
      splat(Infinity),
      f32x4.sqrt(f32x4.add(x, splat(0))),
    );
  }
}

export function powerHalf(x: usize, out: usize, length: i32): void {
  mapLanes<PowerHalf>(x, out, length);
}

/** One over the square root; 0 of −∞, +∞ of −0. */
@unmanaged
class PowerMinusHalf {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return choose(
      f32x4.eq(x, splat(-Infinity)),
      splat(0),
      f32x4.div(splat(1), f32x4.sqrt(f32x4.add(x, splat(0)))),
    );
  }
}

export function powerMinusHalf(x: usize, out: usize, length: i32): void {
  mapLanes<PowerMinusHalf>(x, out, length);
}

/** x · √x; +∞ of −∞, 0 of −0. */
@unmanaged
class PowerOneAndHalf {
  // @ts-ignore: decorators of functions are AssemblyScript's own
  @inline
  apply(x: v128): v128 {
    return choose(
      f32x4.eq(x, splat(-Infinity)),
      splat(Infinity),
      f32x4.mul(f32x4.add(x, splat(0)), f32x4.sqrt(f32x4.add(x, splat(0)))),
    );
  }
}

export function powerOneAndHalf(x: usize, out: usize, length: i32): void {
  mapLanes<PowerOneAndHalf>(x, out, length);
}
