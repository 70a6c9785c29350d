import { multiplyAdd } from "../multiplyAdd";
import { bytes, endTap, firstTap, Geometry } from "./geometry";
import { loadLanes, Part, Whole } from "./lanes";

/** The first output column that sees this tap inside the image. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function firstColumn(g: Geometry, tap: i32): i32 {
  const missing = g.padLeft - tap * g.dilationWidth;
  return missing <= 0 ? 0 : (missing + g.strideWidth - 1) / g.strideWidth;
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function endColumn(g: Geometry, tap: i32): i32 {
  const room = g.inWidth - 1 + g.padLeft - tap * g.dilationWidth;
  return room < 0 ? 0 : min(g.outWidth, room / g.strideWidth + 1);
}

/** sum + Σ x·dy over the output columns from `column` to `end`. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function along<T>(g: Geometry, x: usize, dy: usize, sum: v128, tap: i32, column: i32, end: i32, lanes: i32): v128 {
  const pixel = bytes(g.channels);
  let source = x + <usize>(column * g.strideWidth - g.padLeft + tap * g.dilationWidth) * pixel;
  let gradient = dy + <usize>column * pixel;
  const step = <usize>g.strideWidth * pixel;
  for (; column < end; column++, source += step, gradient += pixel) {
    sum = multiplyAdd(loadLanes<T>(source, lanes), loadLanes<T>(gradient, lanes), sum);
  }
  return sum;
}

/** Adds four lanes to four double sums. Left-over lanes add zeros to a neighbour's, or to the room after the last. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function addTo(sums: usize, part: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(part)));
  const high = i8x16.shuffle(part, part, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(sums + 16, f64x2.add(v128.load(sums + 16), f64x2.promote_low_f32x4(high)));
}

/** Four taps, or three where Count is Part, in one pass along the row: dy is loaded once for them. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function neighbours<T, Count>(g: Geometry, x: usize, dy: usize, sums: usize, tap: i32, lanes: i32): void {
  const pixel = bytes(g.channels);
  const step = <usize>g.strideWidth * pixel;
  const right = <usize>g.dilationWidth * pixel;
  const next = 2 * pixel;
  const from = firstColumn(g, tap);
  const end = max(from, endColumn(g, isInteger<Count>() ? tap + 3 : tap + 2));
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let source = x + <usize>(from * g.strideWidth - g.padLeft + tap * g.dilationWidth) * pixel;
  let gradient = dy + <usize>from * pixel;
  for (let column = from; column < end; column++, source += step, gradient += pixel) {
    const slope = loadLanes<T>(gradient, lanes);
    a = multiplyAdd(loadLanes<T>(source, lanes), slope, a);
    b = multiplyAdd(loadLanes<T>(source + right, lanes), slope, b);
    c = multiplyAdd(loadLanes<T>(source + 2 * right, lanes), slope, c);
    if (isInteger<Count>()) d = multiplyAdd(loadLanes<T>(source + 3 * right, lanes), slope, d);
  }
  // What a later tap sees before the first column and an earlier one after the last.
  addTo(sums, along<T>(g, x, dy, a, tap, end, endColumn(g, tap), lanes));
  b = along<T>(g, x, dy, b, tap + 1, firstColumn(g, tap + 1), min(from, endColumn(g, tap + 1)), lanes);
  addTo(sums + next, along<T>(g, x, dy, b, tap + 1, end, endColumn(g, tap + 1), lanes));
  c = along<T>(g, x, dy, c, tap + 2, firstColumn(g, tap + 2), min(from, endColumn(g, tap + 2)), lanes);
  addTo(sums + 2 * next, along<T>(g, x, dy, c, tap + 2, end, endColumn(g, tap + 2), lanes));
  if (isInteger<Count>()) {
    d = along<T>(g, x, dy, d, tap + 3, firstColumn(g, tap + 3), min(from, endColumn(g, tap + 3)), lanes);
    addTo(sums + 3 * next, along<T>(g, x, dy, d, tap + 3, end, endColumn(g, tap + 3), lanes));
  }
}

/** All taps of one filter row. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function filterRow<T>(g: Geometry, x: usize, dy: usize, sums: usize, lanes: i32): void {
  const next = 2 * bytes(g.channels);
  let tap = 0;
  for (; tap + 4 <= g.filterWidth; tap += 4) neighbours<T, Whole>(g, x, dy, sums + tap * next, tap, lanes);
  if (tap + 3 == g.filterWidth) {
    neighbours<T, Part>(g, x, dy, sums + tap * next, tap, lanes);
    return;
  }
  for (; tap < g.filterWidth; tap++) {
    const sum = along<T>(g, x, dy, f32x4.splat(0), tap, firstColumn(g, tap), endColumn(g, tap), lanes);
    addTo(sums + tap * next, sum);
  }
}

/**
 * dw [filterHeight, filterWidth, channels] for x and dy. A row's products are summed in float32, rows in double precision:
 * `sums` is scratch for one double a weight and two more.
 */
export function depthwiseFilterGradient(geometry: usize, x: usize, dy: usize, dw: usize, sums: usize): void {
  const g = changetype<Geometry>(geometry);
  const pixel = bytes(g.channels);
  const weights = g.filterHeight * g.filterWidth * g.channels;
  const rest = g.channels & 3;
  const whole = bytes(g.channels - rest);
  memory.fill(sums, 0, 2 * bytes(weights) + 24);
  for (let image = 0; image < g.images; image++, x += <usize>(g.inHeight * g.inWidth) * pixel) {
    for (let row = 0; row < g.outHeight; row++, dy += <usize>g.outWidth * pixel) {
      const top = row * g.strideHeight - g.padTop;
      const lower = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight);
      for (let tapRow = firstTap(top, g.dilationHeight); tapRow < lower; tapRow++) {
        const line = x + <usize>((top + tapRow * g.dilationHeight) * g.inWidth) * pixel;
        const rowSums = sums + <usize>(tapRow * g.filterWidth) * 2 * pixel;
        for (let at: usize = 0; at < whole; at += 16) {
          filterRow<Whole>(g, line + at, dy + at, rowSums + 2 * at, 4);
        }
        if (rest > 0) filterRow<Part>(g, line + whole, dy + whole, rowSums + 2 * whole, rest);
      }
    }
  }
  for (let i = 0; i < weights; i++, sums += 8, dw += 4) store<f32>(dw, <f32>load<f64>(sums));
}
