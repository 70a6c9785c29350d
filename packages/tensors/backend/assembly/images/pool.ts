import { bytes, endTap, firstTap, Geometry } from "./geometry";
import { loadLanes, Part, storeLanes, Whole } from "./lanes";
import {
  eightToLargestOfFour,
  largest,
  largestOfFour,
  largestOfSixteen,
  toAll,
  toLargest,
  toLargestOfFour,
  total,
} from "./poolWindows";

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
          if (rows == 2 && columns == 2)
            for (; remaining >= 2; remaining -= 2, from += 32, out += 32) largestOfFour(from, down, right, out);
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
          for (; i >= 2; i -= 2, to += 32, dy += 32) eightToLargestOfFour(dy, to + distance, to, down, right);
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
