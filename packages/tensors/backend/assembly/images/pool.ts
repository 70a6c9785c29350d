import { bytes, endTap, firstTap, Geometry } from "./geometry";
import { loadLanes, Part, storeLanes, Whole } from "./lanes";

/**
 * One window of a pool: where its inside part begins, how many taps it has, what separates them in bytes. pmax passes over NaN, and costs a
 * third of max: NaN is noted beside it. All bits set are one.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function largest<T>(from: usize, rows: i32, columns: i32, down: usize, right: usize, lanes: i32): v128 {
  let best = f32x4.splat(-Infinity);
  let unlike = i32x4.splat(0);
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      const value = loadLanes<T>(source, lanes);
      best = f32x4.pmax(best, value);
      unlike = v128.or(unlike, f32x4.ne(value, value));
    }
  }
  return v128.or(best, unlike);
}

/** Sixteen channels at once: the windows' loops cost more than their few taps. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function largestOfSixteen(from: usize, rows: i32, columns: i32, down: usize, right: usize, out: usize): void {
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  let unlikeA = i32x4.splat(0);
  let unlikeB = unlikeA;
  let unlikeC = unlikeA;
  let unlikeD = unlikeA;
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      const x0 = v128.load(source);
      const x1 = v128.load(source, 16);
      const x2 = v128.load(source, 32);
      const x3 = v128.load(source, 48);
      a = f32x4.pmax(a, x0);
      b = f32x4.pmax(b, x1);
      c = f32x4.pmax(c, x2);
      d = f32x4.pmax(d, x3);
      unlikeA = v128.or(unlikeA, f32x4.ne(x0, x0));
      unlikeB = v128.or(unlikeB, f32x4.ne(x1, x1));
      unlikeC = v128.or(unlikeC, f32x4.ne(x2, x2));
      unlikeD = v128.or(unlikeD, f32x4.ne(x3, x3));
    }
  }
  v128.store(out, v128.or(a, unlikeA));
  v128.store(out, v128.or(b, unlikeB), 16);
  v128.store(out, v128.or(c, unlikeC), 32);
  v128.store(out, v128.or(d, unlikeD), 48);
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

/** The window's gradient goes to the first of its largest inputs, or to the first NaN where there is one. */
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
  let place = i32x4.splat(0);
  let tap = i32x4.splat(0);
  const one = i32x4.splat(1);
  for (let row = rows; row > 0; row--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      const value = loadLanes<T>(source, lanes);
      // NaN is not "at most" anything; once it is the best, nothing takes its place.
      const larger = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
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

/** `toLargest` of a window of 2 × 2 that meets no other, four channels. The first tap is the best so far, whatever it is. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function toLargestOfFour(gradient: v128, from: usize, target: usize, down: usize, right: usize): void {
  const first = v128.load(from);
  let value = v128.load(from + right);
  const second = v128.andnot(f32x4.eq(first, first), f32x4.le(value, first));
  let best = v128.bitselect(value, first, second);
  value = v128.load(from + down);
  const third = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
  best = v128.bitselect(value, best, third);
  value = v128.load(from + down + right);
  const fourth = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
  const after = v128.or(third, fourth);
  v128.store(target, v128.andnot(gradient, v128.or(second, after)));
  v128.store(target + right, v128.and(gradient, v128.andnot(second, after)));
  v128.store(target + down, v128.and(gradient, v128.andnot(third, fourth)));
  v128.store(target + down + right, v128.and(gradient, fourth));
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

/** The largest number of each window; NaN where one of them is. */
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
        let i = blocks;
        if (isInteger<T>() && rows == 2 && columns == 2 && !overlap) {
          for (; i > 0; i--, to += 16, dy += 16) toLargestOfFour(v128.load(dy), to + distance, to, down, right);
        }
        for (; i > 0; i--, to += 16, dy += 16) {
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
