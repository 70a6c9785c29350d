import { bytes, endTap, firstTap, Geometry } from "./geometry";
import { loadLanes, Part, storeLanes, Whole } from "./lanes";

/** One window of a pool: where its inside part begins, how many taps it has, what separates them in bytes. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function largest<T>(from: usize, rows: i32, columns: i32, down: usize, right: usize, lanes: i32): v128 {
  let best = f32x4.splat(-Infinity);
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) best = f32x4.pmax(best, loadLanes<T>(source, lanes));
  }
  return best;
}

/** Sixteen channels at once: the windows' loops cost more than their few taps. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function largestOfSixteen(from: usize, rows: i32, columns: i32, down: usize, right: usize, out: usize): void {
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      a = f32x4.pmax(a, v128.load(source));
      b = f32x4.pmax(b, v128.load(source, 16));
      c = f32x4.pmax(c, v128.load(source, 32));
      d = f32x4.pmax(d, v128.load(source, 48));
    }
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function total<T>(from: usize, rows: i32, columns: i32, down: usize, right: usize, lanes: i32): v128 {
  let sum = f32x4.splat(0);
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) sum = f32x4.add(sum, loadLanes<T>(source, lanes));
  }
  return sum;
}

/** The window's gradient goes to the first of its largest inputs; a window of NaN or −∞ alone keeps it, as on tfjs's cpu. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function toLargest<T>(
  gradient: v128,
  from: usize,
  target: usize,
  rows: i32,
  columns: i32,
  down: usize,
  right: usize,
  lanes: i32,
  overlap: bool,
): void {
  let best = f32x4.splat(-Infinity);
  let place = i32x4.splat(-1);
  let tap = i32x4.splat(0);
  const one = i32x4.splat(1);
  for (let row = rows; row > 0; row--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      const value = loadLanes<T>(source, lanes);
      const larger = f32x4.gt(value, best);
      best = v128.bitselect(value, best, larger);
      place = v128.bitselect(tap, place, larger);
      tap = i32x4.add(tap, one);
    }
  }
  tap = i32x4.splat(0);
  for (let row = rows; row > 0; row--, target += down) {
    let to = target;
    for (let i = columns; i > 0; i--, to += right) {
      const part = v128.and(gradient, i32x4.eq(place, tap));
      storeLanes<T>(to, overlap ? f32x4.add(loadLanes<T>(to, lanes), part) : part, lanes);
      tap = i32x4.add(tap, one);
    }
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function toAll<T>(
  share: v128,
  target: usize,
  rows: i32,
  columns: i32,
  down: usize,
  right: usize,
  lanes: i32,
  overlap: bool,
): void {
  for (; rows > 0; rows--, target += down) {
    let to = target;
    for (let i = columns; i > 0; i--, to += right) {
      storeLanes<T>(to, overlap ? f32x4.add(loadLanes<T>(to, lanes), share) : share, lanes);
    }
  }
}

/** The largest number of each window; NaN is passed over, as on tfjs's cpu. */
export function maxPool(geometry: usize, x: usize, out: usize): void {
  pool<Whole>(changetype<Geometry>(geometry), x, out);
}

/** The mean of each window's inside part. */
export function averagePool(geometry: usize, x: usize, out: usize): void {
  pool<Part>(changetype<Geometry>(geometry), x, out);
}

/** Max where T is Whole, mean where it is Part. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function pool<T>(g: Geometry, x: usize, out: usize): void {
  const pixel = bytes(g.channels);
  const down = <usize>(g.dilationHeight * g.inWidth) * pixel;
  const right = <usize>g.dilationWidth * pixel;
  const blocks = g.channels >> 2;
  const rest = g.channels & 3;
  for (let image = 0; image < g.images; image++, x += <usize>(g.inHeight * g.inWidth) * pixel) {
    for (let row = 0; row < g.outHeight; row++) {
      const top = row * g.strideHeight - g.padTop;
      const upper = firstTap(top, g.dilationHeight);
      const rows = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight) - upper;
      const line = x + <usize>((top + upper * g.dilationHeight) * g.inWidth) * pixel;
      for (let column = 0; column < g.outWidth; column++) {
        const left = column * g.strideWidth - g.padLeft;
        const first = firstTap(left, g.dilationWidth);
        const columns = endTap(left, g.dilationWidth, g.filterWidth, g.inWidth) - first;
        let from = line + <usize>(left + first * g.dilationWidth) * pixel;
        const count = f32x4.splat(<f32>(rows * columns));
        let remaining = blocks;
        if (isInteger<T>()) {
          for (; remaining >= 4; remaining -= 4, from += 64, out += 64) {
            largestOfSixteen(from, rows, columns, down, right, out);
          }
        }
        for (; remaining > 0; remaining--, from += 16, out += 16) {
          if (isInteger<T>()) v128.store(out, largest<Whole>(from, rows, columns, down, right, 4));
          else v128.store(out, f32x4.div(total<Whole>(from, rows, columns, down, right, 4), count));
        }
        if (rest > 0) {
          if (isInteger<T>()) storeLanes<Part>(out, largest<Part>(from, rows, columns, down, right, rest), rest);
          else storeLanes<Part>(out, f32x4.div(total<Part>(from, rows, columns, down, right, rest), count), rest);
          out += bytes(rest);
        }
      }
    }
  }
}

/** dx for dy: each window's gradient to the first of its largest inputs. */
export function maxPoolGradient(geometry: usize, x: usize, dy: usize, dx: usize): void {
  spread<Whole>(changetype<Geometry>(geometry), x, dy, dx);
}

/** dx for dy: each window's gradient shared by the inputs that it averaged. */
export function averagePoolGradient(geometry: usize, dy: usize, dx: usize): void {
  spread<Part>(changetype<Geometry>(geometry), 0, dy, dx);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function spread<T>(g: Geometry, x: usize, dy: usize, dx: usize): void {
  const pixel = bytes(g.channels);
  const imageBytes = <usize>(g.inHeight * g.inWidth) * pixel;
  const down = <usize>(g.dilationHeight * g.inWidth) * pixel;
  const right = <usize>g.dilationWidth * pixel;
  const blocks = g.channels >> 2;
  const rest = g.channels & 3;
  const overlap =
    g.strideHeight < (g.filterHeight - 1) * g.dilationHeight + 1 ||
    g.strideWidth < (g.filterWidth - 1) * g.dilationWidth + 1;
  const covered =
    !overlap &&
    g.strideHeight == g.filterHeight &&
    g.strideWidth == g.filterWidth &&
    (g.padTop | g.padLeft) == 0 &&
    g.outHeight * g.strideHeight >= g.inHeight &&
    g.outWidth * g.strideWidth >= g.inWidth;
  const distance = x - dx;
  for (let image = 0; image < g.images; image++, dx += imageBytes) {
    // An image at a time: what was just cleared is still in the cache. Windows side by side write every number anyway.
    if (!covered) memory.fill(dx, 0, imageBytes);
    for (let row = 0; row < g.outHeight; row++) {
      const top = row * g.strideHeight - g.padTop;
      const upper = firstTap(top, g.dilationHeight);
      const rows = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight) - upper;
      const line = dx + <usize>((top + upper * g.dilationHeight) * g.inWidth) * pixel;
      for (let column = 0; column < g.outWidth; column++) {
        const left = column * g.strideWidth - g.padLeft;
        const first = firstTap(left, g.dilationWidth);
        const columns = endTap(left, g.dilationWidth, g.filterWidth, g.inWidth) - first;
        let to = line + <usize>(left + first * g.dilationWidth) * pixel;
        const count = f32x4.splat(<f32>(rows * columns));
        for (let i = blocks; i > 0; i--, to += 16, dy += 16) {
          const gradient = v128.load(dy);
          if (isInteger<T>()) {
            toLargest<Whole>(gradient, to + distance, to, rows, columns, down, right, 4, overlap);
          } else {
            toAll<Whole>(f32x4.div(gradient, count), to, rows, columns, down, right, 4, overlap);
          }
        }
        if (rest > 0) {
          const gradient = loadLanes<Part>(dy, rest);
          if (isInteger<T>()) {
            toLargest<Part>(gradient, to + distance, to, rows, columns, down, right, rest, overlap);
          } else {
            toAll<Part>(f32x4.div(gradient, count), to, rows, columns, down, right, rest, overlap);
          }
          dy += bytes(rest);
        }
      }
    }
  }
}
