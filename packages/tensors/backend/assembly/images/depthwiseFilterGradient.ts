import { multiplyAdd } from "../multiplyAdd";
import { storeFourPairs, storePair } from "../storePair";
import { bytes, endTap, firstTap, Geometry } from "./geometry";
import { Eight, isEight, loadLanes, Part, storeLanes, Whole } from "./lanes";

/** For every tap of a filter's row the first output column that sees it inside the image, and the one behind the last. */
function boundTaps(g: Geometry, bounds: usize): void {
  for (let tap = 0; tap < g.filterWidth; tap++, bounds += 8) {
    const missing = g.padLeft - tap * g.dilationWidth;
    store<i32>(bounds, missing <= 0 ? 0 : (missing + g.strideWidth - 1) / g.strideWidth);
    const room = g.inWidth - 1 + missing;
    store<i32>(bounds, room < 0 ? 0 : min(g.outWidth, room / g.strideWidth + 1), 4);
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function firstColumn(bounds: usize, tap: i32): i32 {
  return load<i32>(bounds + (<usize>tap << 3));
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function endColumn(bounds: usize, tap: i32): i32 {
  return load<i32>(bounds + (<usize>tap << 3), 4);
}

/** Adds to a tap's sum Σ x·dy over the output columns from `column` to `end`. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function along<T>(g: Geometry, x: usize, dy: usize, sum: usize, tap: i32, column: i32, end: i32, lanes: i32): void {
  if (column >= end) return;
  const pixel = bytes(g.channels);
  const step = <usize>g.strideWidth * pixel;
  let source = x + <usize>(column * g.strideWidth - g.padLeft + tap * g.dilationWidth) * pixel;
  let gradient = dy + <usize>column * pixel;
  let a = loadLanes<T>(sum, lanes);
  let a1 = a;
  if (isEight<T>()) a1 = v128.load(sum, 16);
  for (; column < end; column++, source += step, gradient += pixel) {
    a = multiplyAdd(loadLanes<T>(source, lanes), loadLanes<T>(gradient, lanes), a);
    if (isEight<T>()) a1 = multiplyAdd(v128.load(source, 16), v128.load(gradient, 16), a1);
  }
  if (isEight<T>()) storePair(sum, a, a1);
  else storeLanes<T>(sum, a, lanes);
}

/** Four taps, or three where Count is Part, in one pass along the row: dy is loaded once for them. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function neighbours<T, Count>(g: Geometry, x: usize, dy: usize, sums: usize, bounds: usize, tap: i32, lanes: i32): void {
  const pixel = bytes(g.channels);
  const step = <usize>g.strideWidth * pixel;
  const right = <usize>g.dilationWidth * pixel;
  const count = isInteger<Count>() ? 4 : 3;
  const from = firstColumn(bounds, tap);
  const end = max(from, endColumn(bounds, tap + count - 1));
  let a = f32x4.splat(0);
  let b = a, c = a, d = a, a1 = a, b1 = a, c1 = a, d1 = a;
  let source = x + <usize>(from * g.strideWidth - g.padLeft + tap * g.dilationWidth) * pixel;
  let gradient = dy + <usize>from * pixel;
  for (let column = from; column < end; column++, source += step, gradient += pixel) {
    const slope = loadLanes<T>(gradient, lanes);
    const second = source + right;
    const third = second + right;
    const fourth = third + right;
    a = multiplyAdd(loadLanes<T>(source, lanes), slope, a);
    b = multiplyAdd(loadLanes<T>(second, lanes), slope, b);
    c = multiplyAdd(loadLanes<T>(third, lanes), slope, c);
    if (isInteger<Count>()) d = multiplyAdd(loadLanes<T>(fourth, lanes), slope, d);
    if (isEight<T>()) {
      const slope1 = v128.load(gradient, 16);
      a1 = multiplyAdd(v128.load(source, 16), slope1, a1);
      b1 = multiplyAdd(v128.load(second, 16), slope1, b1);
      c1 = multiplyAdd(v128.load(third, 16), slope1, c1);
      if (isInteger<Count>()) d1 = multiplyAdd(v128.load(fourth, 16), slope1, d1);
    }
  }
  // There is room for one more tap behind the last.
  if (isEight<T>()) storeFourPairs(sums, a, a1, sums + pixel, b, b1, sums + 2 * pixel, c, c1, sums + 3 * pixel, d, d1);
  else {
    storeLanes<T>(sums, a, lanes);
    storeLanes<T>(sums + pixel, b, lanes);
    storeLanes<T>(sums + 2 * pixel, c, lanes);
    if (isInteger<Count>()) storeLanes<T>(sums + 3 * pixel, d, lanes);
  }
  // What a later tap sees before the first column and an earlier one after the last.
  for (let last = tap + count; tap < last; tap++, sums += pixel) {
    along<T>(g, x, dy, sums, tap, firstColumn(bounds, tap), min(from, endColumn(bounds, tap)), lanes);
    along<T>(g, x, dy, sums, tap, end, endColumn(bounds, tap), lanes);
  }
}

/** All taps of one filter row: their sums over one row of the image. */
function filterRow<T>(g: Geometry, x: usize, dy: usize, sums: usize, bounds: usize, lanes: i32): void {
  const pixel = bytes(g.channels);
  let tap = 0;
  for (; tap + 4 <= g.filterWidth; tap += 4, sums += 4 * pixel) neighbours<T, Whole>(g, x, dy, sums, bounds, tap, lanes);
  if (tap + 3 == g.filterWidth) {
    neighbours<T, Part>(g, x, dy, sums, bounds, tap, lanes);
    return;
  }
  for (; tap < g.filterWidth; tap++, sums += pixel) {
    const zero = f32x4.splat(0);
    if (isEight<T>()) storePair(sums, zero, zero);
    else storeLanes<T>(sums, zero, lanes);
    along<T>(g, x, dy, sums, tap, firstColumn(bounds, tap), endColumn(bounds, tap), lanes);
  }
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function promoteHigh(numbers: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(numbers, numbers, 1, 1));
}

/** Adds numbers to as many double sums. */
function addToDoubles(sums: usize, numbers: usize, count: i32): void {
  for (; count >= 4; count -= 4, sums += 32, numbers += 16) {
    const four = v128.load(numbers);
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(four)));
    v128.store(sums, f64x2.add(v128.load(sums, 16), promoteHigh(four)), 16);
  }
  for (; count > 0; count--, sums += 8, numbers += 4) store<f64>(sums, load<f64>(sums) + <f64>load<f32>(numbers));
}

/**
 * Adds to four doubles Σ x·dy over so many rows of one column: every product is rounded to float32 first, as the sum over a row of one
 * column is.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function downFour(x: usize, xStep: usize, dy: usize, dyStep: usize, sums: usize, rows: i32): void {
  let low = v128.load(sums);
  let high = v128.load(sums, 16);
  for (; rows > 0; rows--, x += xStep, dy += dyStep) {
    const product = multiplyAdd(v128.load(x), v128.load(dy), f32x4.splat(0));
    low = f64x2.add(low, f64x2.promote_low_f32x4(product));
    high = f64x2.add(high, promoteHigh(product));
  }
  v128.store(sums, low);
  v128.store(sums, high, 16);
}

/** As the loops over rows below, where there is one column: those of a tap one after another, their sums in registers. Channels by fours. */
function downColumn(g: Geometry, x: usize, dy: usize, sums: usize): void {
  const pixel = bytes(g.channels);
  const xRow = <usize>g.inWidth * pixel;
  const xStep = <usize>g.strideHeight * xRow;
  for (let tap = 0; tap < g.filterHeight; tap++, sums += 2 * pixel) {
    const missing = g.padTop - tap * g.dilationHeight;
    const first = missing <= 0 ? 0 : (missing + g.strideHeight - 1) / g.strideHeight;
    const room = g.inHeight - 1 + missing;
    const end = room < 0 ? 0 : min(g.outHeight, room / g.strideHeight + 1);
    const source = x + <usize>(first * g.strideHeight - missing) * xRow;
    const gradient = dy + <usize>first * pixel;
    for (let at: usize = 0; at < pixel; at += 16)
      downFour(source + at, xStep, gradient + at, pixel, sums + 2 * at, end - first);
  }
}

/**
 * dw [filterHeight, filterWidth, channels] for x and dy. A row's products are summed in float32, rows in double precision:
 * `sums` is scratch for three numbers a weight, and for one a channel and two a column of the filter.
 */
export function depthwiseFilterGradient(geometry: usize, x: usize, dy: usize, dw: usize, sums: usize): void {
  const g = changetype<Geometry>(geometry);
  const pixel = bytes(g.channels);
  const rowWeights = g.filterWidth * g.channels;
  const weights = g.filterHeight * rowWeights;
  const ofRow = sums + 2 * bytes(weights);
  const bounds = ofRow + bytes(rowWeights) + pixel;
  const rest = g.channels & 3;
  const eights = bytes(g.channels & ~7);
  const whole = bytes(g.channels - rest);
  boundTaps(g, bounds);
  memory.fill(sums, 0, 2 * bytes(weights));
  const oneColumn = g.outWidth == 1 && g.filterWidth == 1 && g.padLeft == 0 && rest == 0;
  for (let image = 0; image < g.images; image++, x += <usize>(g.inHeight * g.inWidth) * pixel) {
    if (oneColumn) {
      downColumn(g, x, dy, sums);
      dy += <usize>g.outHeight * pixel;
      continue;
    }
    for (let row = 0; row < g.outHeight; row++, dy += <usize>g.outWidth * pixel) {
      const top = row * g.strideHeight - g.padTop;
      const lower = endTap(top, g.dilationHeight, g.filterHeight, g.inHeight);
      for (let tapRow = firstTap(top, g.dilationHeight); tapRow < lower; tapRow++) {
        const line = x + <usize>((top + tapRow * g.dilationHeight) * g.inWidth) * pixel;
        let at: usize = 0;
        for (; at < eights; at += 32) filterRow<Eight>(g, line + at, dy + at, ofRow + at, bounds, 8);
        for (; at < whole; at += 16) filterRow<Whole>(g, line + at, dy + at, ofRow + at, bounds, 4);
        if (rest > 0) filterRow<Part>(g, line + whole, dy + whole, ofRow + whole, bounds, rest);
        addToDoubles(sums + <usize>tapRow * 2 * bytes(rowWeights), ofRow, rowWeights);
      }
    }
  }
  for (let i = 0; i < weights; i++, sums += 8, dw += 4) store<f32>(dw, <f32>load<f64>(sums));
}
